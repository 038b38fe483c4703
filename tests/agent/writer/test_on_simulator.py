"""The strong forms against the simulated endpoint: briefs in, drafts out, through the sample graph."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.models.ask import Desk, Endpoint
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Method
from seedbed.agent.writer import mathematics, records
from seedbed.agent.writer.grounded import questions, reworded, written_pairs
from seedbed.graphs.dialogue import role_play
from seedbed.graphs.sample import SampleContext, make
from seedbed.graphs.talk import converse
from seedbed.memory.brief import Brief, Cell
from seedbed.memory.candidate import Draft
from seedbed.memory.ledger import Ledger
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.profile import SKILLS
from seedbed.memory.randomness import draw_seed
from seedbed.memory.spec import ANY, Budget, Part, Spec
from seedbed.memory.store.opening import open_store
from seedbed.memory.tree import Concept, ConceptTree
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.index import open_index
from seedbed.tools.knowledge.sources import read_sources
from tests.agent.scripted import able
from tests.agent.writer.test_records import FIELDS
from tests.simulator.launch import Running, simulator
from tests.tools.knowledge.labelled.documents import claims
from tests.tools.knowledge.labelled.documents import sources as labelled_sources

HANDBOOK = Path(__file__).resolve().parents[3] / "scenarios" / "demo" / "handbook"
BRIEFS = 8
MATHS = Part(task="mathematics", topic="a bike-rental firm", rows=BRIEFS)
QUESTIONS = Part(task="grounded_qa", topic="the rules of a bike-rental firm", rows=BRIEFS)
PAIRS = Part(task="retrieval", topic="the rules of a bike-rental firm", rows=BRIEFS)
CLAIMS = Part(task="claims", topic="the rules of a bike-rental firm", rows=BRIEFS)
RECORDS = Part(
    task="records", topic="tickets", rows=BRIEFS, fields=FIELDS, rubric=("The urgency fits the subject.",)
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """The demo's handbook, in passages and indexed."""
    sources = read_sources([HANDBOOK]).sources
    chunks = chunk_sources(sources)
    index = open_index(tmp_path_factory.mktemp("index"))
    index.add(chunks)
    yield Shelf(sources=sources, chunks=chunks, passages={"root.leaf": chunks}, index=index)
    index.close()


@pytest.fixture(scope="module")
def strong() -> Iterator[Running]:
    """An endpoint that does everything well."""
    with simulator() as running:
        yield running


@pytest.fixture(scope="module")
def flawed() -> Iterator[Running]:
    """An endpoint whose every writing looks right and is wrong, and whose judgements are right."""
    with simulator(defects=1.0) as running:
        yield running


@asynccontextmanager
async def bench(
    running: Running, part: Part, leaf: str, folder: Path, shelf: Shelf, *, tools: bool = False
) -> AsyncIterator[Bench]:
    """A bench whose models can do everything (but call tools, unless told so)."""
    store = open_store(folder / "run.sqlite")
    skills = [skill for skill in SKILLS if tools or skill != "tool_calls"]
    end = Endpoint("default", running.model, running.base_url, "key", able(*skills, model=running.model))
    desk = Desk(store, Ledger(store, Budget()), {"default": end}, max_concurrent=8)
    tree = ConceptTree(
        concepts=(
            Concept(id="root", name="Root"),
            Concept(id=leaf, name="Opening hours", parents=("root",), inside="when shops are open"),
            Concept(id="root.theft", name="Theft", parents=("root",), inside="a bike was stolen"),
        )
    )
    plan = Plan(parts=(PartPlan(part=part.name, tree=tree, quotas={}),))
    spec = Spec(parts=(part,), sources=("handbook",) if shelf.sources else ())
    try:
        yield Bench(spec, plan, desk, shelf, converse, role_play)
    finally:
        await desk.aclose()
        store.close()


def briefs(method: Method, part: Part, leaf: str, bench: Bench) -> list[Brief]:
    """Orders as the planner would give them."""
    used: dict[str, int] = {}
    made = []
    labels = [label.name for label in part.labels] or [ANY]
    for number in range(1, BRIEFS + 1):
        label = labels[number % len(labels)]
        cell = Cell(part=part.name, leaf=leaf, label=label, difficulty="any")
        choice = Choice(part, cell, {}, random.Random(number), number, used, lambda key: ())
        chosen = method.choose(choice, bench)
        assert chosen is not None
        if chosen.material:
            used[chosen.material] = used.get(chosen.material, 0) + 1
        made.append(
            Brief(
                number=number,
                seat=number - 1,
                cell=cell,
                method=method.name,
                form=method.form,
                demonstrations=chosen.demonstrations,
                grounding=chosen.grounding,
                material=chosen.material,
                seed=draw_seed(1, "brief", number),
            )
        )
    return made


async def run(method: Method, part: Part, leaf: str, bench: Bench) -> list[Draft]:
    """The drafts of some briefs, made at once."""
    context = SampleContext(bench, lambda name: method)
    return await asyncio.gather(*(make(brief, context) for brief in briefs(method, part, leaf, bench)))


def kinds(draft: Draft) -> set[str]:
    """Kinds of evidence, those that hold."""
    return {evidence.kind for evidence in draft.evidence if evidence.ok}


@pytest.mark.parametrize("tools", [False, True])
async def test_problems_are_worded_and_solved(tmp_path: Path, strong: Running, tools: bool) -> None:
    async with bench(strong, MATHS, "root.shopping", tmp_path, Shelf(), tools=tools) as here:
        drafts = await run(mathematics.STRONG, MATHS, "root.shopping", here)
    accepted = [draft for draft in drafts if draft.row and not draft.reasons]
    assert len(accepted) >= BRIEFS - 2, [d.reasons for d in drafts]
    for draft in accepted:
        assert kinds(draft) == {"agreement", "computation", "judgement"}
        assert draft.grade == "proven"


async def test_no_defective_problem_is_kept(tmp_path: Path, flawed: Running) -> None:
    async with bench(flawed, MATHS, "root.shopping", tmp_path, Shelf()) as here:
        drafts = await run(mathematics.STRONG, MATHS, "root.shopping", here)
    assert all(draft.reasons for draft in drafts)


async def test_questions_are_cited_and_found_again(tmp_path: Path, strong: Running, shelf: Shelf) -> None:
    async with bench(strong, QUESTIONS, "root.leaf", tmp_path, shelf) as here:
        drafts = await run(questions.STRONG, QUESTIONS, "root.leaf", here)
    accepted = [draft for draft in drafts if draft.row and not draft.reasons]
    assert len(accepted) >= BRIEFS - 2, [(d.row, d.reasons) for d in drafts if d.reasons]
    texts = {source.sha256: source.text for source in shelf.sources}
    for draft in accepted:
        assert kinds(draft) == {"agreement", "citation", "judgement"}
        (cited,) = [e for e in draft.evidence if e.kind == "citation"]
        assert texts[cited.sha256][cited.start : cited.end] == cited.quote
        assert draft.row is not None
        assert draft.row["answer"] in cited.quote
        assert cited.quote in draft.row["context"]


async def test_no_defective_question_is_kept(tmp_path: Path, flawed: Running, shelf: Shelf) -> None:
    async with bench(flawed, QUESTIONS, "root.leaf", tmp_path, shelf) as here:
        drafts = await run(questions.STRONG, QUESTIONS, "root.leaf", here)
    assert all(draft.reasons for draft in drafts)


async def test_what_a_search_brought_is_journaled_and_used_again(
    tmp_path: Path, strong: Running, shelf: Shelf
) -> None:
    async with bench(strong, QUESTIONS, "root.leaf", tmp_path, shelf) as here:
        first = await run(questions.STRONG, QUESTIONS, "root.leaf", here)
    searched: list[Any] = []

    class NoIndex:
        async def find(self, query: str, k: int, **how: Any) -> list[Any]:
            searched.append(query)
            return []

    blind = replace(shelf, index=NoIndex())
    async with bench(strong, QUESTIONS, "root.leaf", tmp_path, blind) as here:
        again = await run(questions.STRONG, QUESTIONS, "root.leaf", here)
        assert here.desk.ledger.cached_calls > 0
    assert searched == []
    assert again == first


@pytest.mark.parametrize("tools", [False, True])
async def test_records_keep_their_schema_and_are_judged(
    tmp_path: Path, strong: Running, shelf: Shelf, tools: bool
) -> None:
    async with bench(strong, RECORDS, "root.leaf", tmp_path, shelf, tools=tools) as here:
        drafts = await run(records.STRONG, RECORDS, "root.leaf", here)
    accepted = [draft for draft in drafts if draft.row and not draft.reasons]
    assert len(accepted) >= BRIEFS - 2, [(d.row, d.reasons) for d in drafts]
    for draft in accepted:
        assert kinds(draft) == {"schema", "judgement"}
        assert "rows/root.leaf/any/any" in draft.assigned
        assert draft.notes["sources"]
        assert draft.grade == "supported"


@pytest.mark.parametrize("method", [records.STRONG, records.PLANNED, records.VARIED], ids=lambda m: m.name)
async def test_records_are_written_in_each_manner(tmp_path: Path, strong: Running, method: Method) -> None:
    shelf = Shelf(examples={"rows": [{"subject": "The shop was closed on Monday.", "urgency": "low"}]})
    async with bench(strong, RECORDS, "root.leaf", tmp_path, shelf) as here:
        drafts = await run(method, RECORDS, "root.leaf", here)
    accepted = [draft for draft in drafts if draft.row and not draft.reasons]
    assert len(accepted) >= BRIEFS - 2, [(d.row, d.reasons) for d in drafts]
    assert all(("plan" in draft.notes) == (method is records.PLANNED) for draft in accepted)
    assert not any("plan" in (draft.row or {}) for draft in accepted)


async def test_no_defective_record_is_kept(tmp_path: Path, flawed: Running) -> None:
    async with bench(flawed, RECORDS, "root.leaf", tmp_path, Shelf()) as here:
        drafts = await run(records.STRONG, RECORDS, "root.leaf", here)
    assert all(draft.reasons for draft in drafts)


async def test_pairs_are_found_again_and_their_negatives_read(
    tmp_path: Path, strong: Running, shelf: Shelf
) -> None:
    async with bench(strong, PAIRS, "root.leaf", tmp_path, shelf) as here:
        drafts = await run(written_pairs.STRONG, PAIRS, "root.leaf", here)
    accepted = [draft for draft in drafts if draft.row and not draft.reasons]
    assert len(accepted) >= BRIEFS - 3, [(d.row, d.reasons) for d in drafts if d.reasons]
    for draft in accepted:
        assert kinds(draft) == {"agreement", "citation"}
        assert draft.row is not None
        assert draft.row["negatives"]
        assert draft.row["positive"] not in draft.row["negatives"]


async def test_no_defective_pair_is_kept(tmp_path: Path, flawed: Running, shelf: Shelf) -> None:
    async with bench(flawed, PAIRS, "root.leaf", tmp_path, shelf) as here:
        drafts = await run(written_pairs.STRONG, PAIRS, "root.leaf", here)
    assert all(draft.reasons for draft in drafts)


def claims_shelf() -> Shelf:
    """Two of the handbook's documents, with the claims that were made of them."""
    kept = Shelf(sources=labelled_sources(), chunks=chunk_sources(labelled_sources()))
    kept.derived["labelled claims"] = {"root.leaf": list(claims())}
    return kept


async def test_claims_are_reworded_and_labelled_again(tmp_path: Path, strong: Running) -> None:
    async with bench(strong, CLAIMS, "root.leaf", tmp_path, claims_shelf()) as here:
        drafts = await run(reworded.STRONG, CLAIMS, "root.leaf", here)
    accepted = [draft for draft in drafts if draft.row and not draft.reasons]
    assert len(accepted) >= BRIEFS - 3, [(d.row, d.reasons) for d in drafts if d.reasons]
    for draft in accepted:
        assert kinds(draft) == {"citation", "judgement"}
    assert len({(draft.row or {})["label"] for draft in accepted}) == 3


async def test_no_claim_with_another_number_or_a_lost_denial_is_kept(tmp_path: Path, flawed: Running) -> None:
    async with bench(flawed, CLAIMS, "root.leaf", tmp_path, claims_shelf()) as here:
        drafts = await run(reworded.STRONG, CLAIMS, "root.leaf", here)
    assert all(draft.reasons for draft in drafts)
