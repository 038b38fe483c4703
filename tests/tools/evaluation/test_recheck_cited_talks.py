"""The audit of talks about documents in their sure form: what a forger changes is found."""

import copy
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice
from seedbed.agent.writer.grounded import cited_dialogues
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Citation, Computation
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.sources import write_source
from tests.agent.scenes import scene
from tests.tools.evaluation.talks import place_of
from tests.tools.knowledge.documents import RATES, RULES, document

EXTRAS = """
## Extras

| Accessory | Price per day | Replacement price |
|---|---|---|
| Extra lock | £2 | £24 |
| Rain cape | £2.50 | £31 |
| Child seat | £5 | £85 |
"""
SOURCES = (document(RATES + EXTRAS, "rates.md"), document(RULES, "rules.md"))
CHUNKS = chunk_sources(SOURCES)
PART = Part(task="dialogues", way="information-seeking", topic="bike hire", rows=2)


class Kept:
    """Of a store what the search of all passages asks for."""

    def meta(self, name: str) -> Any:
        named = [{"sha256": one.sha256, "name": one.name, "title": one.title} for one in SOURCES]
        return named if name == "sources" else None


async def talk(folder: Path, shape: str = "value, value, sum times") -> Place:
    """A talk of a shape, as it was accepted."""
    kept = RunFolder(folder)
    for source in SOURCES:
        write_source(kept.sources, source)
    shelf = Shelf(sources=SOURCES, chunks=CHUNKS, items={"root.leaf": make_questions(CHUNKS)})
    for leaf, chains in cited_dialogues.stock(PART, shelf).items():
        for chain in chains:
            if chain.shape == shape:
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
        return replace(place_of(done, kept, [], PART), store=cast(Store, Kept()))
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


async def test_what_is_missing_is_searched_again(tmp_path: Path) -> None:
    place = await talk(tmp_path, "value, absent")
    assert place.candidate.draft.grade == "supported" and audited(place) == []
    evidence = list(place.candidate.draft.evidence)
    at = next(at for at, one in enumerate(evidence) if isinstance(one, Computation))
    evidence[at] = evidence[at].model_copy(update={"expression": "a search for something else"})
    assert "it searched for something else" in " ".join(audited(forged(place, evidence=tuple(evidence))))
    grounding = copy.deepcopy(place.brief.grounding)
    grounding["chain"]["exchanges"][1]["sought"]["entity"] = "Tandem"
    changed = replace(place, brief=place.brief.model_copy(update={"grounding": grounding}))
    assert any("may answer it" in wrong or "searched" in wrong for wrong in audited(changed))
    (place.folder.sources / f"{SOURCES[0].sha256}.txt").write_text("changed", encoding="utf-8")
    assert any("gone or was changed" in wrong for wrong in audited(place))
