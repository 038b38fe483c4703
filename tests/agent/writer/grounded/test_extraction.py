"""Entities and relations: drawn from the demo's handbook by rule, worded by a model, checked, audited."""

import random
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.planner.grow_grounded import sections_of
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice
from seedbed.agent.writer.grounded import extraction
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Citation
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.graph.graph import graph_of
from seedbed.tools.knowledge.sources import read_sources
from tests.agent.scenes import scene

HANDBOOK = Path(__file__).resolve().parents[4] / "scenarios" / "demo" / "handbook"
PART = Part(task="extraction", topic="a bike-rental firm", rows=8)


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
