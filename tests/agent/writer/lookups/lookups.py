"""A small pile of documents with its index, and talks about it as they are accepted."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from seedbed.agent.planner.grow_grounded import sections_of
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Work
from seedbed.agent.writer.lookups import calculator, search
from seedbed.memory.brief import Cell
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.index import open_index
from seedbed.tools.knowledge.questions.make import make_questions
from tests.agent.scenes import scene
from tests.tools.knowledge.absence.test_near_misses import FIRM
from tests.tools.knowledge.documents import document

SOURCES = (document(FIRM, "bikes.md"),)
CHUNKS = chunk_sources(SOURCES)
SECTIONS = sections_of(CHUNKS)
LEAF = SECTIONS.concepts[0].id
SEARCH = Part(task="tool_use", way="search", topic="bike hire", rows=4)
CALCULATOR = Part(task="tool_use", way="calculator", topic="everyday life", rows=4)


def shelf_in(folder: Path) -> Shelf:
    """The shelf, with an index that the caller closes."""
    index = open_index(folder / "index")
    index.add(CHUNKS)
    return Shelf(
        sources=SOURCES,
        chunks=CHUNKS,
        sections=SECTIONS,
        items={LEAF: make_questions(CHUNKS)},
        passages={LEAF: CHUNKS},
        index=index,
    )


def orders(shelf: Shelf, number: int = 300) -> list[dict[str, Any]]:
    """What briefs of a search say, one after the other."""
    _, bench, _ = scene(SEARCH, shelf=shelf, sources=["d"])
    cell = Cell(part=SEARCH.name, leaf=LEAF, label="any", difficulty="any")
    used: dict[str, int] = {}
    found = []
    for turn in range(number):
        choice = Choice(SEARCH, cell, {}, random.Random(turn), turn, used, lambda key: ())
        chosen = search.choose(choice, bench)
        if chosen is None:
            break
        used[chosen.material] = 1
        found.append(chosen.grounding)
    return found


async def searched(shelf: Shelf, grounding: dict[str, Any]) -> tuple[Work, Bench]:
    """A talk with a search, written and verified."""
    work, bench, scripted = scene(
        SEARCH, shelf=shelf, sources=["d"], form="sure", grounding=grounding, method=search.SURE.name
    )
    work = await search.write(work, bench)
    work = work if work.reasons else await search.verify(work, bench)
    assert scripted.asked == []
    return work, bench


async def searched_for(
    shelf: Shelf, fits: Callable[[dict[str, Any]], bool], **how: Any
) -> tuple[Work, Bench]:
    """The first talk whose brief fits.

    Args:
        how: What of its brief is otherwise.
    """
    return await searched(shelf, {**next(one for one in orders(shelf) if fits(one)), **how})


async def calculated(leaf: str = "money.shopping", **how: Any) -> tuple[Work, Bench]:
    """A talk with the calculator, written and verified."""
    cell = Cell(part=CALCULATOR.name, leaf=leaf, label="any", difficulty="hard")
    _, bench, _ = scene(CALCULATOR, leaf=leaf)
    choice = Choice(CALCULATOR, cell, {}, random.Random(3), 1, {}, lambda key: ())
    chosen = calculator.choose(choice, bench)
    assert chosen is not None
    work, bench, _ = scene(
        CALCULATOR,
        leaf=leaf,
        difficulty="hard",
        form="sure",
        method=calculator.SURE.name,
        grounding={**chosen.grounding, **how},
    )
    assert calculator.SURE.ground is not None
    work = await calculator.SURE.ground(work, bench)
    work = await calculator.write(work, bench)
    return await calculator.verify(work, bench), bench


def without_frame(work: Work) -> list[str]:
    """What is said and called in a talk, small talk left out: texts, and calls as `name(argument, …)`."""
    return [
        one["tool_calls"][0]["function"]["name"] if one.get("tool_calls") else str(one["content"])
        for one in (work.row or {})["messages"]
    ]


def again(work: Work) -> Work:
    """The candidate as it was before it was verified."""
    return replace(work, evidence=(), grade="supported", assigned=())
