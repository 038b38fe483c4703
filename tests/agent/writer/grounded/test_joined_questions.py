"""Questions of two passages: which pairs, what has to hold, and what the audit finds of a changed row."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Work
from seedbed.agent.writer.grounded import joined_questions
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Agreement, Citation, Computation
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.graph.graph import graph_of
from seedbed.tools.knowledge.questions.items import BETWEEN
from seedbed.tools.knowledge.sources import write_source
from tests.agent.scenes import said, scene
from tests.runs import make_run, spec
from tests.tools.knowledge.documents import document

FIRM = "# Shops\n\nThe Park shop moved into its present building in 2021. The deposit for a tandem is £110.\n"
CARE = "# Care\n\nThe Park shop lends a tricycle for 3 hours. The deposit for a trailer is £40.\n"
OTHER = "# Rules\n\nHelmets are free of charge.\n"
SOURCES = tuple(document(text, name) for text, name in ((FIRM, "a.md"), (CARE, "b.md"), (OTHER, "c.md")))
CHUNKS = chunk_sources(SOURCES)
PART = Part(task="grounded_qa", topic="bike hire", rows=2, way="multi-hop")
MOVED = "The Park shop moved into its present building in 2021."
LENDS = "The Park shop lends a tricycle for 3 hours."
QUESTION = "For how long does the shop that moved into its present building in 2021 lend a tricycle?"
HOPS: dict[str, Any] = {
    "question": QUESTION,
    "answer": "3 hours",
    "calculation": "",
    "first": {"quote": MOVED, "thing": "Park shop", "words": "Park shop"},
    "second": {"quote": LENDS, "thing": "Park shop", "words": "3 hours"},
}
MORE: dict[str, Any] = {
    "question": "How much higher is the deposit for a tandem than for a trailer?",
    "answer": "£70",
    "calculation": "difference",
    "first": {"quote": "The deposit for a tandem is £110.", "thing": "tandem", "words": "£110"},
    "second": {"quote": "The deposit for a trailer is £40.", "thing": "trailer", "words": "£40"},
}


def _read(answer: str) -> dict[str, Any]:
    return {"answerable": bool(answer), "answer": answer}


def _shelf() -> Shelf:
    return Shelf(sources=SOURCES, chunks=CHUNKS, passages={"root.leaf": CHUNKS[:1]}, graph=graph_of(CHUNKS))


def _chosen(used: dict[str, int] | None = None) -> Any:
    _, bench, _ = scene(PART, shelf=_shelf(), sources=["d"])
    cell = Cell(part="rows", leaf="root.leaf", label="any", difficulty="any")
    return joined_questions.choose_pair(
        Choice(PART, cell, {}, random.Random(1), 1, used or {}, lambda key: ()), bench
    )


async def _made(written: dict[str, Any], *read: str) -> tuple[Work, Any]:
    work, bench, scripted = scene(
        PART, written, *map(_read, read), shelf=_shelf(), sources=["d"], grounding=_chosen().grounding
    )
    work = await joined_questions.verify_joined(await joined_questions.write_joined(work, bench), bench)
    return work, scripted


def test_passages_are_joined_at_what_both_speak_of() -> None:
    chosen = _chosen()
    assert [passage["name"] for passage in chosen.grounding["passages"]] == ["a.md", "b.md"]
    assert "park shop" in chosen.grounding["bridge"].lower()
    assert _chosen({chosen.material: joined_questions.BEARS}) is None


async def test_both_places_are_cited_and_both_are_needed() -> None:
    work, scripted = await _made(HOPS, "within 3 hours", "", "in 2021")
    assert work.reasons == ()
    first, second, both, alone = work.evidence
    assert isinstance(first, Citation)
    assert isinstance(second, Citation)
    assert isinstance(both, Agreement)
    assert isinstance(alone, Agreement)
    assert (first.claim, second.claim) == ("Park shop", "3 hours")
    assert (both.answers, both.share) == (("3 hours", "within 3 hours"), 1.0)
    assert (alone.answers, alone.share) == (("", "in 2021"), 0.0)
    assert work.row is not None
    assert work.row["context"].split(BETWEEN) == [CHUNKS[0].text, CHUNKS[1].text]
    assert (work.row["source"], work.grade) == ("a.md; b.md", "supported")
    shown = [said(scripted, call) for call in range(4)]
    assert [(MOVED in one, LENDS in one) for one in shown[1:]] == [(True, True), (True, False), (False, True)]


async def test_places_given_the_wrong_way_round_are_turned() -> None:
    work, _ = await _made({**HOPS, "first": HOPS["second"], "second": HOPS["first"]}, "3 hours", "", "")
    assert work.reasons == ()
    assert [one.claim for one in work.evidence if isinstance(one, Citation)] == ["Park shop", "3 hours"]


async def test_what_is_computed_is_computed_again() -> None:
    work, _ = await _made(MORE, "£70", "", "£40")
    assert work.reasons == ()
    (computed,) = (one for one in work.evidence if isinstance(one, Computation))
    assert (computed.result, computed.inputs) == ("£70", {"1 tandem": "£110", "2 trailer": "£40"})


@pytest.mark.parametrize(
    ("changed", "read", "by"),
    [
        ({"first": {**HOPS["first"], "quote": "The Park shop moved in 2021."}}, [], "span in source"),
        ({"second": {**HOPS["second"], "words": "4 hours"}}, [], "span in source"),
        ({"answer": "4 hours"}, [], "two places"),
        ({"question": "For how long does the Park shop lend a tricycle?"}, [], "two places"),
        ({"question": "Is it so?"}, [], "form of the question"),
        ({}, [""], "reader of both"),
        ({}, ["2021"], "reader of both"),
        ({}, ["3 hours", "3 hours"], "reader of one"),
        ({}, ["3 hours", "", "3 hours"], "reader of one"),
        ({**MORE, "answer": "£80"}, [], "two places"),
        ({**MORE, "question": "How much higher is the one deposit than the other?"}, [], "two places"),
        ({**MORE, "second": {**MORE["second"], "quote": LENDS, "words": "3 hours"}}, [], "two places"),
    ],
)
async def test_what_does_not_hold_is_refused(changed: dict[str, Any], read: list[str], by: str) -> None:
    work, scripted = await _made({**HOPS, **changed}, *read)
    assert by in [reason.by for reason in work.reasons]
    assert scripted.answers == []


# the audit --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    made = make_run(Path(tmp_path_factory.mktemp("joined")) / "run")
    for source in SOURCES:
        write_source(made.sources, source)
    return made


@pytest.fixture
def store(folder: RunFolder) -> Iterator[SqlStore]:
    opened = folder.open_store()
    yield opened
    opened.close()


async def _place(
    written: dict[str, Any], read: list[str], folder: RunFolder, store: SqlStore, **changed: Any
) -> Place:
    """Where the audit finds the row, with the journal of its answers and fields of the row changed."""
    work, scripted = await _made(written, *read)
    assert work.row is not None
    candidate = next(iter(store.candidates("accepted")))
    draft = work.draft().model_copy(update={"row": {**work.row, **changed}, "attempts": 1})
    known = store.brief(candidate.number)
    assert known is not None
    part = PART.model_copy(update={"name": known.cell.part})
    brief = known.model_copy(update={"grounding": work.brief.grounding, "form": "strong"})
    answers = [written, *map(_read, read)]
    stored = [
        (slot, StoredAnswer(slot.key, "r", "m", {"choices": [{"message": {"content": json.dumps(one)}}]}))
        for (slot, _), one in zip(scripted.asked, answers, strict=True)
    ]
    whole = spec().model_copy(update={"parts": (part,)})
    return Place(replace(candidate, draft=draft), brief, folder, store, whole, stored)


def _found(here: Place) -> list[str]:
    """What the audit finds wrong, of evidence and origin."""
    wrong = [recheck(one, here)[1] for one in here.candidate.draft.evidence]
    return [
        one
        for one in (*wrong, *origin(here.candidate.draft, here.brief, here.spec.parts[0], here.answers))
        if one
    ]


@pytest.mark.parametrize(("written", "read"), [(HOPS, ["3 hours", "", "2021"]), (MORE, ["£70", "", "£40"])])
async def test_the_audit_makes_it_again(
    written: dict[str, Any], read: list[str], folder: RunFolder, store: SqlStore
) -> None:
    here = await _place(written, read, folder, store)
    assert _found(here) == []
    outcomes = {recheck(one, here)[0] for one in here.candidate.draft.evidence}
    assert outcomes == {"recomputed", "consistent"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"answer": "4 hours"}, "not the words"),
        ({"question": "How long?"}, "not made of two passages"),
        ({"context": CHUNKS[0].text}, "not made of two passages"),
        ({"context": BETWEEN.join((CHUNKS[0].text, LENDS + " Or more."))}, "is not that of its quote"),
        ({"source": "a.md"}, "as its sources"),
    ],
)
async def test_a_changed_row_is_found(
    changed: dict[str, Any], told: str, folder: RunFolder, store: SqlStore
) -> None:
    here = await _place(HOPS, ["3 hours", "", "2021"], folder, store, **changed)
    assert any(told in one for one in _found(here))


async def test_forged_readings_are_found(folder: RunFolder, store: SqlStore) -> None:
    here = await _place(HOPS, ["3 hours", "", "2021"], folder, store)
    *_, both, alone = here.candidate.draft.evidence
    assert isinstance(both, Agreement)
    assert isinstance(alone, Agreement)
    for forged, told in (
        (both.model_copy(update={"answers": ("3 hours", "no more than 3 hours")}), "no reading"),
        (both.model_copy(update={"answers": ("4 hours", "3 hours")}), "not the row's"),
        (alone.model_copy(update={"answers": ("", "")}), "no reading"),
        (alone.model_copy(update={"answers": ("", "3 hours")}), "one passage alone"),
        (alone.model_copy(update={"share": 0.5}), "not two who lack"),
        (alone.model_copy(update={"question": "Why?"}), "another question"),
    ):
        assert told in recheck(forged, here)[1]
