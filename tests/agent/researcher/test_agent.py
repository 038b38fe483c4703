"""The researcher as an agent: it searches in words of its own, and what it chose is what the row holds."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.steps import write
from seedbed.agent.resources import Resources
from seedbed.agent.work import Env, Work
from seedbed.memory.plan import Plan
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.search.index import KnowledgeIndex
from tests.agent.scenes import recipe_part, said, scene
from tests.agent.scripted import ScriptedClient
from tests.tools.knowledge.documents import document

RECIPE: dict[str, Any] = {
    "recipe": "grounded",
    "about": "A note with the passages that it rests on",
    "row": {"found": "list 1..2 of passage as context", "note": "string 5..400 as text"},
    "make": {"found": {"find": "{{ leaf }}", "n": 2}, "note": "A note on {{ leaf }} by {{ found }}"},
}
CHUNKS = chunk_sources(
    [
        document(
            "# Bikes\n\nA tandem costs seven pounds an hour, and a deposit of 110 pounds is left.\n", "a.md"
        ),
        document(
            "# Tours\n\nThe evening tour along the canal takes ninety minutes on quiet paths.\n", "b.md"
        ),
    ]
)
TOUR = next(chunk for chunk in CHUNKS if chunk.name == "b.md")
NOTE = {"note": "The tour takes ninety minutes."}


@pytest.fixture
async def resources(tmp_path: Path) -> AsyncIterator[Resources]:
    index = KnowledgeIndex(CHUNKS, str(tmp_path), shared=False)
    await index.fill()
    yield Resources(chunks=CHUNKS, index=index)
    index.close()


def _begun(resources: Resources, *answers: Any) -> tuple[Work, Env, ScriptedClient]:
    part = recipe_part(RECIPE, "bikes")
    work, env, scripted = scene(part, *answers, resources=resources, sources=("a.md",))
    (mine,) = env.plan.parts
    plan = Plan(parts=(mine.model_copy(update={"agents": {"researcher": ("search", "read")}}),))
    return work, replace(env, plan=plan), scripted


def _call(name: str, /, **arguments: Any) -> list[tuple[str, str]]:
    return [(name, json.dumps(arguments))]


async def test_it_searches_reads_and_chooses(resources: Resources) -> None:
    steps = (_call("search", query="canal evening"), _call("read", passage=TOUR.id))
    work, env, scripted = _begun(resources, *steps, _call("choose", passages=[TOUR.id]), NOTE)
    made = await write(work, env)
    assert made.row is not None
    assert made.row["found"] == [{"source": "b.md", "start": TOUR.start, "end": TOUR.end, "quote": TOUR.text}]
    assert "Leaf" in said(scripted) and TOUR.id in scripted.asked[1][1][-1]["content"]
    assert "ninety minutes on quiet paths" in scripted.asked[2][1][-1]["content"]
    assert "research" in made.prompts


async def test_it_is_the_same_from_the_journal_alone(resources: Resources) -> None:
    answers = (_call("search", query="canal"), _call("choose", passages=[TOUR.id]), NOTE)
    work, env, scripted = _begun(resources, *answers)
    made = await write(work, env)
    scripted.answers += answers
    again = await write(work, replace(env, resources=Resources(chunks=CHUNKS)))
    assert again.row == made.row


async def test_invented_passages_are_refused_and_the_plain_search_stands_in(resources: Resources) -> None:
    work, env, scripted = _begun(
        resources, _call("choose", passages=["s99"]), _call("read", passage="s99"), "I can't find it.", NOTE
    )
    made = await write(work, env)
    assert made.row is not None and len(made.row["found"]) == 2
    assert "at most 2 ids" in scripted.asked[1][1][-1]["content"]
    assert "no such passage" in scripted.asked[2][1][-1]["content"]


async def test_where_it_chooses_nothing_the_plain_search_stands_in(resources: Resources) -> None:
    """A question that the documents leave open could get no row."""
    work, env, _ = _begun(resources, _call("choose", passages=[]), NOTE)
    made = await write(work, env)
    assert made.row is not None and len(made.row["found"]) == 2
