"""The checks `citation` and `rank`, with documents in a folder as a run keeps them."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from seedbed.agent.recipes.shapes import read_shape
from seedbed.memory.candidate import Citation
from seedbed.tools.checks.check import Check, Verdict
from seedbed.tools.checks.sources import citation, rank
from seedbed.tools.checks.sources.documents import document, passages_of
from seedbed.tools.knowledge.chunks import chunk_source
from seedbed.tools.knowledge.sources import write_source
from tests.tools.checks.trying import ODD, survives, verdict
from tests.tools.knowledge.documents import document as of_text

BIKES = """# Bikes

A bike costs 12 euros a day. Children ride for half the price.

Helmets are “free” of charge, and lent at the **counter** until 18:00.
"""
ROOMS = "# Rooms\n\nRooms are cleaned daily. A late check-out costs 20 euros.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("bikes.md", BIKES), ("rooms.md", ROOMS)):
        write_source(tmp_path, of_text(text, name))
    return tmp_path


def _verdict(check: Check, inputs: Mapping[str, Any], sources: Path | None, **arguments: Any) -> Verdict:
    return verdict(check, inputs, arguments, sources=sources)


def _passage(words: str, name: str = "bikes.md", text: str = BIKES) -> dict[str, Any]:
    at = text.index(words)
    return {"source": name, "start": at, "end": at + len(words), "quote": words}


HELMETS = "Helmets are “free” of charge, and lent at the **counter** until 18:00."


def test_a_passage_stands_in_its_document(folder: Path) -> None:
    passages = [_passage("A bike costs 12 euros a day."), _passage(HELMETS)]
    found = _verdict(citation.CHECK, {"of": passages}, folder)
    assert found.state == "held" and len(found.evidence) == 2
    first = found.evidence[0]
    assert isinstance(first, Citation) and first.quote == BIKES[first.start : first.end]
    assert first.sha256 == hashlib.sha256(BIKES.encode()).hexdigest() and first.source == "bikes.md"
    assert _verdict(citation.CHECK, {"of": passages[0]}, folder).state == "held"
    by_hash = {**passages[0], "source": first.sha256}
    assert _verdict(citation.CHECK, {"of": (by_hash, passages)}, folder).state == "held"
    typography = {**passages[1], "quote": HELMETS.replace("“free”", '"free"').replace("**", "")}
    assert _verdict(citation.CHECK, {"of": typography}, folder).state == "held"


@pytest.mark.parametrize(("shape", "state"), [("0..2", "held"), ("1..2", "no verdict")])
def test_an_empty_list_cites_nothing_wrong_where_its_shape_lets_it(
    folder: Path, shape: str, state: str
) -> None:
    schemas = {"of": read_shape(f"list {shape} of passage").json_schema}
    found = verdict(citation.CHECK, {"of": []}, sources=folder, schemas=schemas)
    assert (found.state, found.evidence) == (state, ())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": 11}, "stands «"),
        ({"end": 10_000}, "has no place"),
        ({"start": -5}, "has no place"),
        ({"start": True}, "has no place"),
        ({"end": 1.5}, "has no place"),
        ({"source": "rooms.md"}, "stands «"),
        ({"source": "../bikes.md"}, "no document"),
        ({"source": "0" * 64}, "no document"),
        ({"quote": "A bike costs 13 euros a day."}, "stands «"),
        ({"quote": ""}, "stands «"),
        ({"quote": None}, "isn't made of passages"),
    ],
)
def test_a_passage_that_does_not(folder: Path, change: dict[str, Any], said: str) -> None:
    found = _verdict(citation.CHECK, {"of": {**_passage("A bike costs 12 euros a day."), **change}}, folder)
    assert found.state == "failed" and said in found.detail


def test_a_document_that_is_another_than_its_name_is_none(folder: Path) -> None:
    sha256 = hashlib.sha256(ROOMS.encode()).hexdigest()
    (folder / f"{sha256}.txt").write_text("forged", "utf-8")
    assert document(folder, "rooms.md") is None
    link = "a" * 64
    (folder / f"{link}.txt").symlink_to(folder / f"{sha256}.txt")
    assert document(folder, link) is None and document(folder / "none", link) is None


def test_citations_that_cannot_be_told(folder: Path) -> None:
    assert _verdict(citation.CHECK, {"of": []}, folder).state == "no verdict"
    assert _verdict(citation.CHECK, {"of": _passage(HELMETS)}, None).state == "no verdict"
    assert passages_of([[], [_passage(HELMETS)]]) == [_passage(HELMETS)] and passages_of([None]) is None


def test_planted_faults_are_found(folder: Path) -> None:
    passages = [_passage("A bike costs 12 euros a day."), _passage("A bike costs 12")]
    queries = {"query": "helmets lent free", "passage": _passage(HELMETS), "candidates": (ROOMS, BIKES[:60])}
    for check, inputs in ((citation.CHECK, {"of": passages}), (rank.CHECK, queries)):
        for name, spoil in check.spoil.items():
            for seed in range(4):
                changed = spoil(inputs, check.arguments(), Random(seed))
                assert changed is not None, name
                assert _verdict(check, {**inputs, **changed}, folder).state == "failed", (name, changed)


EUROS = {"query": "what does it cost in euros", "passage": ROOMS}
ALIKE = {"query": "euros", "passage": "Euros.", "candidates": ["Euros!", "Francs."]}


def test_where_nothing_was_found_yet_a_query_has_no_verdict(tmp_path: Path) -> None:
    found = _verdict(rank.CHECK, {"query": "are helmets free", "passage": HELMETS}, tmp_path)
    assert found.state == "no verdict" and "nothing to find it among" in found.detail


@pytest.mark.parametrize(
    ("change", "within", "state", "said"),
    [
        ({}, 1, "held", ""),
        (EUROS, 2, "held", ""),
        ({**EUROS, "query": "12 euros"}, 1, "failed", "other passages as well as"),
        ({"query": "dinner"}, 5, "failed", "'query' has no word of 'passage'"),
        (ALIKE, 1, "failed", ""),
        ({"passage": "x", "candidates": ["x"]}, 5, "no verdict", ""),
    ],
)
def test_a_query_finds_its_passage_among_candidates(
    change: dict[str, Any], within: int, state: str, said: str
) -> None:
    inputs = {"query": "are helmets free", "passage": HELMETS, "candidates": [BIKES[:40], ROOMS, HELMETS]}
    found = _verdict(rank.CHECK, {**inputs, **change}, None, within=within)
    assert found.state == state and said in found.detail


def test_a_query_finds_its_passage_among_all_documents(folder: Path) -> None:
    (chunk,) = chunk_source(of_text(BIKES, "bikes.md"))
    passage = {"source": "bikes.md", "start": chunk.start, "end": chunk.end, "quote": chunk.text}

    def state(query: str, passage: Any, folder: Path | None = folder) -> str:
        return _verdict(rank.CHECK, {"query": query, "passage": passage}, folder, within=1).state

    assert state("helmet price", passage) == "held"
    assert state("late check-out of rooms", passage) == "failed"
    assert state("x", "elsewhere") == state("x", passage, None) == "no verdict"


def test_values_of_every_shape_end_in_a_verdict(folder: Path) -> None:
    survives(rank.CHECK, sources=folder)
    survives(citation.CHECK, sources=folder)
    for odd in ODD:
        inputs = {"of": {"quote": "x", "source": odd, "start": odd, "end": odd}}
        assert _verdict(citation.CHECK, inputs, folder).state
        for spoil in citation.CHECK.spoil.values():
            spoil(inputs, citation.CHECK.arguments(), Random(0))
