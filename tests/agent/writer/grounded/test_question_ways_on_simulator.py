"""Questions of two passages, and without an answer, against the simulated endpoint."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from seedbed.agent.planner.grow_grounded import items_by_leaf, sections_of
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Method
from seedbed.agent.writer.grounded import joined_questions, near_miss_questions
from seedbed.memory.candidate import Draft
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.graph.graph import graph_of
from seedbed.tools.knowledge.index import open_index
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.sources import read_sources
from tests.agent.writer.test_on_simulator import BRIEFS, HANDBOOK, bench, kinds, run
from tests.simulator.launch import Running, simulator

LEAF = "root.leaf"
JOINED = Part(task="grounded_qa", topic="a bike-rental firm", rows=BRIEFS, way="multi-hop")
ABSENT = Part(task="grounded_qa", topic="a bike-rental firm", rows=BRIEFS, way="unanswerable")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    sources = read_sources([HANDBOOK]).sources
    chunks = chunk_sources(sources)
    index = open_index(tmp_path_factory.mktemp("index"))
    index.add(chunks)
    sections = sections_of(chunks)
    items = items_by_leaf(make_questions(chunks), sections)
    yield Shelf(
        sources=sources,
        chunks=chunks,
        sections=sections,
        items=items,
        passages={LEAF: chunks},
        graph=graph_of(chunks),
        index=index,
    )
    index.close()


@pytest.fixture(scope="module")
def strong() -> Iterator[Running]:
    with simulator() as running:
        yield running


@pytest.fixture(scope="module")
def flawed() -> Iterator[Running]:
    with simulator(defects=1.0) as running:
        yield running


async def _drafts(
    method: Method, part: Part, running: Running, folder: Path, shelf: Shelf
) -> tuple[list[Draft], list[Draft]]:
    """All drafts, and those that hold."""
    async with bench(running, part, LEAF, folder, shelf) as here:
        drafts = await run(method, part, LEAF, here)
    return drafts, [draft for draft in drafts if draft.row and not draft.reasons]


async def test_two_passages_are_cited_and_both_needed(tmp_path: Path, strong: Running, shelf: Shelf) -> None:
    drafts, accepted = await _drafts(joined_questions.STRONG, JOINED, strong, tmp_path, shelf)
    assert len(accepted) >= BRIEFS - 2, [(d.row, d.reasons) for d in drafts if d.reasons]
    for draft in accepted:
        assert kinds(draft) == {"agreement", "citation", "judgement"}
        assert draft.grade == "supported"
        assert draft.row is not None
        first, second = (e for e in draft.evidence if e.kind == "citation")
        assert draft.row["answer"] in second.quote
        assert first.claim not in draft.row["question"]
        assert {round(e.share) for e in draft.evidence if e.kind == "agreement"} == {0, 1}


async def test_near_misses_are_read_and_controlled(tmp_path: Path, strong: Running, shelf: Shelf) -> None:
    drafts, accepted = await _drafts(near_miss_questions.STRONG, ABSENT, strong, tmp_path, shelf)
    assert len(accepted) >= BRIEFS - 2, [(d.row, d.reasons) for d in drafts if d.reasons]
    for draft in accepted:
        assert kinds(draft) == {"agreement", "judgement"}
        assert draft.row is not None
        assert (draft.row["answer"], draft.row["answerable"]) == ("", False)
        read, control = sorted((e for e in draft.evidence if e.kind == "agreement"), key=lambda e: e.answers)
        assert read.answers == ("",) * 7
        assert control.answers[0]


@pytest.mark.parametrize(
    ("method", "part"), [(joined_questions.STRONG, JOINED), (near_miss_questions.STRONG, ABSENT)]
)
async def test_no_defective_question_is_kept(
    method: Method, part: Part, tmp_path: Path, flawed: Running, shelf: Shelf
) -> None:
    drafts, accepted = await _drafts(method, part, flawed, tmp_path, shelf)
    assert not accepted, [draft.row for draft in accepted]
    assert len(drafts) == BRIEFS


async def test_what_the_checks_miss_without_a_judge(tmp_path: Path, flawed: Running, shelf: Shelf) -> None:
    for method, part in ((joined_questions.STRONG, JOINED), (near_miss_questions.STRONG, ABSENT)):
        folder = tmp_path / part.way
        folder.mkdir()
        _, accepted = await _drafts(replace(method, judge=None), part, flawed, folder, shelf)
        assert not accepted, [draft.row for draft in accepted]
