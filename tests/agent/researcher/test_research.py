"""What was found once is found again: every search is journaled before it is used."""

from dataclasses import dataclass, replace
from typing import Any

from seedbed.agent.researcher.research import retrieve
from seedbed.agent.resources import Resources
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.search.index import Hit
from tests.agent.offline.test_questions import CHUNK, SOURCE
from tests.agent.scenes import scene

PART = Part(offline="questions", topic="bike hire", rows=1)
OTHER = replace(CHUNK, id="elsewhere", text="Helmets are free of charge.")


@dataclass
class Index:
    """Finds the same passages whatever is asked."""

    found: list[Chunk]
    asked: list[str]

    async def find(self, query: str, k: int, **how: Any) -> list[Hit]:
        self.asked.append(query)
        heading = "Deposits"
        return [Hit(c.id, 1.0, c.text, c.source, c.name, heading, c.start, c.end) for c in self.found[:k]]


def _resources() -> Resources:
    return Resources(sources=(SOURCE,), chunks=(CHUNK,), index=Index([OTHER, CHUNK], []))


async def test_without_sources_nothing_is_found_and_nothing_kept() -> None:
    work, env, scripted = scene(PART, sources=["d"])
    assert await retrieve("deposits", work, env, "find") == ()
    assert scripted.store.entries == {}


async def test_what_a_search_brought_is_read_from_the_journal_the_second_time() -> None:
    resources = _resources()
    work, env, scripted = scene(PART, resources=resources, sources=["d"])
    found = await retrieve("deposits", work, env, "find")
    assert [passage.id for passage in found] == ["elsewhere", CHUNK.id]
    assert await retrieve("deposits", work, env, "find") == found
    assert resources.index.asked == ["deposits"] and len(scripted.store.entries) == 1


async def test_attempts_and_steps_are_journaled_apart() -> None:
    work, env, scripted = scene(PART, resources=_resources(), sources=["d"])
    await retrieve("deposits", work, env, "find")
    await retrieve("deposits", work, env, "round_trip")
    await retrieve("deposits", work.again(), env, "find")
    assert len(scripted.store.entries) == 3
