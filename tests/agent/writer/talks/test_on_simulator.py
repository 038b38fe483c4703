"""Talks about documents, lessons, problems, the simulated endpoint: held as planned, defects asked again."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Method
from seedbed.agent.writer.grounded import information_seeking
from seedbed.agent.writer.lookups import problem_talk
from seedbed.agent.writer.talks import tutoring
from seedbed.graphs.sample import SampleContext, make
from seedbed.memory.candidate import Draft
from seedbed.memory.spec import Part
from tests.agent.writer.test_on_simulator import bench, briefs, kinds, shelf
from tests.simulator.launch import Running, simulator

__all__ = ["shelf"]
BRIEFS = 4
LESSONS = Part(task="dialogues", way="tutoring", topic="everyday mathematics", rows=BRIEFS)
SUMS = Part(task="tool_use", way="calculator", topic="everyday life", rows=BRIEFS)
SEEKING = Part(task="dialogues", way="information-seeking", topic="a bike-rental firm", rows=BRIEFS)
MOST_LOST = 2
"""Of the simulated talks about documents: its searches and readers know words, not meanings."""


async def run(method: Method, part: Part, leaf: str, here: Bench) -> list[Draft]:
    """The drafts of the first briefs, made at once."""
    context = SampleContext(here, lambda name: method)
    some = briefs(method, part, leaf, here)[:BRIEFS]
    return await asyncio.gather(*(make(brief, context) for brief in some))


@pytest.fixture(scope="module")
def strong() -> Iterator[Running]:
    """An endpoint that does everything well."""
    with simulator() as running:
        yield running


@pytest.fixture(scope="module")
def flawed() -> Iterator[Running]:
    """An endpoint whose every message looks right and is wrong, and whose judgements are right."""
    with simulator(defects=1.0) as running:
        yield running


async def test_lessons_end_with_the_answer(tmp_path: Path, strong: Running) -> None:
    async with bench(strong, LESSONS, "root.shopping", tmp_path, Shelf()) as here:
        drafts = await run(tutoring.STRONG, LESSONS, "root.shopping", here)
    assert all(not draft.reasons for draft in drafts), [draft.reasons for draft in drafts]
    assert all(kinds(draft) == {"schema", "computation", "judgement"} for draft in drafts)
    assert len({draft.notes["mistake"] for draft in drafts}) > 1


async def test_no_defective_lesson_is_kept(tmp_path: Path, flawed: Running) -> None:
    async with bench(flawed, LESSONS, "root.shopping", tmp_path, Shelf()) as here:
        drafts = await run(tutoring.STRONG, LESSONS, "root.shopping", here)
    assert all(draft.reasons for draft in drafts)


async def test_problems_are_computed_in_a_talk(tmp_path: Path, strong: Running) -> None:
    async with bench(strong, SUMS, "root.shopping", tmp_path, Shelf()) as here:
        drafts = await run(problem_talk.STRONG, SUMS, "root.shopping", here)
    assert all(not draft.reasons for draft in drafts), [draft.reasons for draft in drafts]
    assert all(kinds(draft) == {"schema", "computation", "judgement"} for draft in drafts)


async def test_no_defective_talk_about_a_problem_is_kept(tmp_path: Path, flawed: Running) -> None:
    async with bench(flawed, SUMS, "root.shopping", tmp_path, Shelf()) as here:
        drafts = await run(problem_talk.STRONG, SUMS, "root.shopping", here)
    assert all(draft.reasons for draft in drafts)


async def test_answers_out_of_documents_are_cited(tmp_path: Path, strong: Running, shelf: Shelf) -> None:
    async with bench(strong, SEEKING, "root.leaf", tmp_path, shelf) as here:
        drafts = await run(information_seeking.STRONG, SEEKING, "root.leaf", here)
    accepted = [draft for draft in drafts if draft.row and not draft.reasons]
    assert len(accepted) >= BRIEFS - MOST_LOST, [(d.row, d.reasons) for d in drafts if d.reasons]
    texts = {source.sha256: source.text for source in shelf.sources}
    for draft in accepted:
        assert {"schema", "citation", "judgement"} <= kinds(draft)
        cited = [one for one in draft.evidence if one.kind == "citation"]
        assert all(texts[one.sha256][one.start : one.end] == one.quote for one in cited)


async def test_no_defective_answer_out_of_documents_is_kept(
    tmp_path: Path, flawed: Running, shelf: Shelf
) -> None:
    async with bench(flawed, SEEKING, "root.leaf", tmp_path, shelf) as here:
        drafts = await run(information_seeking.STRONG, SEEKING, "root.leaf", here)
    assert all(draft.reasons for draft in drafts)
