"""Entities and relations: drawn from the demo's handbook by rule, worded by a model, checked, audited."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.planner.grow_grounded import sections_of
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Work
from seedbed.agent.writer.grounded import extraction, paragraphs
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Agreement, Citation
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.graph.graph import graph_of
from seedbed.tools.knowledge.sources import read_sources
from tests.agent.scenes import scene
from tests.agent.writer.test_on_simulator import BRIEFS, HANDBOOK, bench, kinds, run
from tests.simulator.launch import Running, simulator

PART = Part(task="extraction", topic="a bike-rental firm", rows=BRIEFS)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """The demo's handbook with its graph."""
    sources = read_sources([HANDBOOK]).sources
    chunks = chunk_sources(sources)
    return Shelf(sources=sources, chunks=chunks, sections=sections_of(chunks), graph=graph_of(chunks))


@pytest.fixture(scope="module")
def leaf(shelf: Shelf) -> str:
    """The leaf with the most sets."""
    stock = extraction.stock(PART, shelf)
    return max(stock, key=lambda one: len(stock[one]))


def _choice(leaf: str, used: dict[str, int] | None = None) -> Choice:
    cell = Cell(part="rows", leaf=leaf, label="any", difficulty="any")
    return Choice(PART, cell, {}, random.Random(3), 1, used or {}, lambda key: ())


# sure form --------------------------------------------------------------------------------------------


async def test_a_row_states_its_facts_with_their_places(shelf: Shelf, leaf: str) -> None:
    _, here, _ = scene(PART, shelf=shelf, leaf=leaf, sources=["handbook"])
    used: dict[str, int] = {}
    for _ in range(20):
        chosen = extraction.choose_set(_choice(leaf, used), here)
        assert chosen is not None
        used[chosen.material] = 1
        work, _, _ = scene(
            PART, shelf=shelf, leaf=leaf, form="sure", grounding=chosen.grounding, sources=["handbook"]
        )
        work = await extraction.cite_facts(await extraction.write_sentences(work, here), here)
        row = work.row
        assert row is not None and not work.reasons
        assert work.grade == "proven"
        for entity in row["entities"]:
            assert row["text"][entity["start"] : entity["end"]] == entity["text"]
        facts = chosen.grounding["triples"]["facts"]
        assert len(row["relations"]) == len(facts) == len(work.evidence)
        assert {e.claim for e in work.evidence if isinstance(e, Citation)} == {f["value"] for f in facts}


def test_sets_are_used_once_and_facts_take_turns(shelf: Shelf, leaf: str) -> None:
    _, here, _ = scene(PART, shelf=shelf, leaf=leaf, sources=["handbook"])
    used: dict[str, int] = {}
    told: dict[Any, int] = {}
    while (chosen := extraction.choose_set(_choice(leaf, used), here)) is not None:
        assert chosen.material not in used
        used[chosen.material] = 1
        for fact in chosen.grounding["triples"]["facts"]:
            key = (fact["subject"], fact["relation"])
            told[key] = told.get(key, 0) + 1
            if len(used) == 8:
                assert max(told.values()) <= 2
    assert len(used) == len(extraction.stock(PART, shelf)[leaf])


# strong form ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ordered(shelf: Shelf) -> dict[str, Any]:
    """A brief's material: two facts about one tour, and the relations that a reader is offered."""
    stock = extraction.stock(PART, shelf)
    two = next(
        one
        for sets in stock.values()
        for one in sets
        if {(f.subject, f.relation) for f in one.facts}
        == {("Lighthouse Loop", "adult price"), ("Lighthouse Loop", "child price")}
        or (len(one.facts) == 2 and all(f.subject == "Lighthouse Loop" for f in one.facts))
    )
    relations = sorted({"deposit", *(f.said for f in two.facts)})
    return {"triples": two.record(), "relations": relations, "taken": []}


def _text(ordered: dict[str, Any]) -> str:
    one, other = ordered["triples"]["facts"]
    return (
        f"Anyone joining the Lighthouse Loop finds that its {one['said']} comes to {one['value']}, while the "
        f"{other['said']} is {other['value']}."
    )


def _read(ordered: dict[str, Any], rest: tuple[str, ...] = ()) -> dict[str, Any]:
    triples = [
        {"subject": "the Lighthouse Loop", "relation": fact["said"], "object": fact["value"]}
        for fact in ordered["triples"]["facts"]
    ]
    return {"triples": triples, "rest": list(rest)}


async def _made(ordered: dict[str, Any], shelf: Shelf, *answers: Any) -> Work:
    work, here, _ = scene(
        PART, *answers, can=["json_schema", "judging"], shelf=shelf, grounding=ordered, sources=["handbook"]
    )
    return await paragraphs.verify_paragraph(await paragraphs.write_paragraph(work, here), here)


async def test_a_paragraph_is_read_back_and_cited(shelf: Shelf, ordered: dict[str, Any]) -> None:
    work = await _made(ordered, shelf, {"text": _text(ordered)}, _read(ordered))
    assert work.row is not None and not work.reasons
    entities = work.row["entities"]
    assert [entities[r["head"]]["text"] for r in work.row["relations"]] == ["Lighthouse Loop"] * 2
    assert {e.kind for e in work.evidence if e.ok} == {"agreement", "citation"}
    assert work.grade == "supported"


@pytest.mark.parametrize(
    ("added", "rest", "why"),
    [
        ("It costs £3 less on Mondays.", (), "belongs to none of the facts"),
        ("Ida Norrack leads it, says Larkspoke.", (), "belongs to none of the facts"),
        ("It is much loved.", ("It is much loved.",), "more than the facts"),
    ],
)
async def test_what_is_added_is_found(
    shelf: Shelf, ordered: dict[str, Any], added: str, rest: tuple[str, ...], why: str
) -> None:
    answers = [{"text": f"{_text(ordered)} {added}"}, _read(ordered, rest)]
    work = await _made(ordered, shelf, *answers)
    assert any(why in reason.detail for reason in work.reasons), work.reasons


async def test_what_is_missing_or_turned_around_is_found(shelf: Shelf, ordered: dict[str, Any]) -> None:
    one, other = ordered["triples"]["facts"]
    missing = _text(ordered).replace(one["value"], "little")
    work = await _made(ordered, shelf, {"text": missing})
    assert any("word for word" in reason.detail for reason in work.reasons)
    turned = _read(ordered)
    turned["triples"][0]["object"], turned["triples"][1]["object"] = other["value"], one["value"]
    work = await _made(ordered, shelf, {"text": _text(ordered)}, turned)
    assert [type(e) for e in work.evidence] == [Agreement] and not work.evidence[0].ok
    assert any("doesn't find" in reason.detail for reason in work.reasons)


@pytest.fixture(scope="module")
def strong() -> Iterator[Running]:
    """An endpoint that does everything well."""
    with simulator() as running:
        yield running


async def test_paragraphs_on_the_simulator(tmp_path: Path, strong: Running, shelf: Shelf, leaf: str) -> None:
    async with bench(strong, PART, leaf, tmp_path, shelf) as here:
        drafts = await run(paragraphs.STRONG, PART, leaf, here)
    accepted = [draft for draft in drafts if draft.row and not draft.reasons]
    assert len(accepted) >= BRIEFS - 2, [(d.row, d.reasons) for d in drafts if d.reasons]
    for draft in accepted:
        assert kinds(draft) == {"agreement", "citation", "judgement"}
        assert draft.row is not None and draft.row["relations"]


async def test_no_defective_paragraph_is_kept(tmp_path: Path, shelf: Shelf, leaf: str) -> None:
    with simulator(defects=1.0) as flawed:
        async with bench(flawed, PART, leaf, tmp_path, shelf) as here:
            unjudged = replace(paragraphs.STRONG, judge=None)
            drafts = await run(unjudged, PART, leaf, here)
    assert all(draft.reasons for draft in drafts)
