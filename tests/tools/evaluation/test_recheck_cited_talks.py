"""The audit of talks about documents in their sure form: what a forger changes is found."""

import copy
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice
from seedbed.agent.writer.grounded import cited_dialogues
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Citation, Computation
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.sources import write_source
from tests.agent.scenes import scene
from tests.tools.evaluation.talks import place_of
from tests.tools.knowledge.documents import RATES, RULES, document

SOURCES = (document(RATES, "rates.md"), document(RULES, "rules.md"))
CHUNKS = chunk_sources(SOURCES)
PART = Part(task="dialogues", way="information-seeking", topic="bike hire", rows=2)


async def talk(folder: Path) -> Place:
    """A talk with two values and a sum, as it was accepted."""
    kept = RunFolder(folder)
    for source in SOURCES:
        write_source(kept.sources, source)
    shelf = Shelf(sources=SOURCES, chunks=CHUNKS, items={"root.leaf": make_questions(CHUNKS)})
    for leaf, chains in cited_dialogues.stock(PART, shelf).items():
        for chain in chains:
            if chain.shape == "value, value, sum times":
                break
        else:
            continue
        used = {one.id: 1 for one in chains if one is not chain}
        cell = Cell(part="rows", leaf=leaf, label="any", difficulty="any")
        _, bench, _ = scene(PART, shelf=shelf, sources=["d"])
        order = Choice(PART, cell, {}, random.Random(1), 1, used, lambda key: ())
        chosen = cited_dialogues.choose_chain(order, bench)
        assert chosen is not None
        method = "dialogues/sure/information-seeking"
        work, bench, _ = scene(
            PART,
            shelf=shelf,
            sources=["d"],
            leaf=leaf,
            form="sure",
            method=method,
            grounding=chosen.grounding,
        )
        done = await cited_dialogues.verify_talk(await cited_dialogues.take_talk(work, bench), bench)
        return place_of(done, kept, [], PART)
    raise AssertionError("no such talk")


def audited(place: Place) -> list[str]:
    draft = place.candidate.draft
    found = list(origin(draft, place.brief, PART, place.answers))
    return [*found, *filter(None, (recheck(one, place)[1] for one in draft.evidence))]


def forged(place: Place, **changes: Any) -> Place:
    draft = place.candidate.draft.model_copy(update=changes)
    return replace(place, candidate=replace(place.candidate, draft=draft))


async def test_an_honest_talk_holds(tmp_path: Path) -> None:
    place = await talk(tmp_path)
    assert audited(place) == []
    assert [one.kind for one in place.candidate.draft.evidence] == [
        "citation",
        "citation",
        "computation",
        "schema",
    ]


def _price(row: dict[str, Any]) -> None:
    row["messages"][1]["content"] = "The day rate for a tandem is £99."


def _result(row: dict[str, Any]) -> None:
    row["messages"][5]["content"] = row["messages"][5]["content"].replace("£", "£1")


def _question(row: dict[str, Any]) -> None:
    row["messages"][0]["content"] = "How much is everything?"


def _source(row: dict[str, Any]) -> None:
    row["source"] = "other.md"


def _cut(row: dict[str, Any]) -> None:
    del row["messages"][-2:]


@pytest.mark.parametrize("change", [_price, _result, _question, _source, _cut])
async def test_a_changed_row_is_found(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    place = await talk(tmp_path)
    row = copy.deepcopy(dict(place.row))
    change(row)
    assert audited(forged(place, row=row))


async def test_changed_evidence_is_found(tmp_path: Path) -> None:
    place = await talk(tmp_path)
    for at, one in enumerate(place.candidate.draft.evidence):
        if isinstance(one, Citation):
            changes: list[dict[str, Any]] = [{"claim": "£1"}, {"start": one.start + 1}, {"sha256": "0" * 64}]
        elif isinstance(one, Computation):
            changes = [
                {"result": "£1"},
                {"expression": "1 + 1"},
                {"engine": "another"},
                {"inputs": {"1": "2"}},
            ]
        else:
            continue
        for change in changes:
            evidence = list(place.candidate.draft.evidence)
            evidence[at] = one.model_copy(update=change)
            assert audited(forged(place, evidence=tuple(evidence))), change


async def test_evidence_that_is_left_out_is_found(tmp_path: Path) -> None:
    place = await talk(tmp_path)
    evidence = place.candidate.draft.evidence
    for at, one in enumerate(evidence):
        if one.kind != "schema":
            assert audited(forged(place, evidence=(*evidence[:at], *evidence[at + 1 :]))), one.kind


async def test_a_changed_brief_is_found(tmp_path: Path) -> None:
    place = await talk(tmp_path)
    grounding = copy.deepcopy(place.brief.grounding)
    grounding["chain"]["exchanges"][2]["inputs"][0] = "9"
    assert audited(replace(place, brief=place.brief.model_copy(update={"grounding": grounding})))
    grounding = {**place.brief.grounding, "chain": {}}
    assert "isn't one" in " ".join(
        audited(replace(place, brief=place.brief.model_copy(update={"grounding": grounding})))
    )
