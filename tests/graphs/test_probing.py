"""Probes through the real chain, read by the simulated judges over the wire."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.critic.faith import faithfulness, fault
from seedbed.agent.critic.seen import Seen
from seedbed.agent.methods import find
from seedbed.agent.models.ask import Desk, Endpoint
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Method
from seedbed.graphs.dialogue import role_play
from seedbed.graphs.probing import plant
from seedbed.graphs.sample import SampleContext, make
from seedbed.graphs.talk import converse
from seedbed.memory.brief import Brief, Cell, Seat
from seedbed.memory.candidate import Verdict
from seedbed.memory.errors import Paused
from seedbed.memory.ledger import Ledger
from seedbed.memory.plan import PartPlan, Plan, cells
from seedbed.memory.profile import SKILLS
from seedbed.memory.randomness import draw_seed
from seedbed.memory.spec import Budget, Part, Spec
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Commit
from seedbed.memory.tree import Concept, ConceptTree, slug
from seedbed.tools.evaluation.calibration import counts
from seedbed.tools.evaluation.probe_figures import planted, probe_figures, probes_by_kind
from tests.agent.scripted import able
from tests.simulator.launch import simulator
from tests.simulator.world.steering_texts import LEVELS, steering_concepts, steering_rows

FIELDS = {
    "type": "object",
    "properties": {"text": {"type": "string", "minLength": 20}},
    "required": ["text"],
    "additionalProperties": False,
}
PART = Part(
    task="records",
    topic="the books of a bike-rental shop",
    rows=100,
    fields=FIELDS,
    rubric=("It holds together.",),
    difficulties=LEVELS,
)
SPEC = Spec(parts=(PART,), seed=5)
TREE = ConceptTree(
    concepts=(
        Concept(id="books", name="Books"),
        *(
            Concept(id=f"books.{slug(name)}", name=name, parents=("books",), inside=inside)
            for _, name, inside in steering_concepts()
        ),
    )
)
CELLS = cells(PART, TREE, LEVELS)
PLAN = Plan(parts=(PartPlan(part=PART.name, tree=TREE, difficulties=LEVELS, quotas={}),))
METHOD = find("records/strong")
LABELS = {"refund": "wants money back", "booking": "wants to book", "damage": "reports damage"}
TEXTS = Part.model_validate(
    {"task": "classification", "topic": "a bike-rental firm", "about": "intent", "rows": 60, "labels": LABELS}
)


@asynccontextmanager
async def bench(
    folder: Path, examples: int, spec: Spec = SPEC, plan: Plan = PLAN, **options: Any
) -> AsyncIterator[Bench]:
    """A run's bench at a simulated endpoint, with so many real rows as examples."""
    store = open_store(folder / "run.sqlite")
    with simulator(**options) as running:
        skills = [skill for skill in SKILLS if skill != "tool_calls"]
        end = Endpoint("default", running.model, running.base_url, "key", able(*skills, model=running.model))
        desk = Desk(store, Ledger(store, Budget()), {"default": end}, max_concurrent=8)
        rows = [{"text": row["text"]} for row in steering_rows(3, examples)]
        try:
            yield Bench(spec, plan, desk, Shelf(examples={PART.name: rows}), converse, role_play)
        finally:
            await desk.aclose()
            store.close()


def brief(number: int, cell: Cell, method: Method = METHOD) -> Brief:
    return Brief(
        number=number,
        seat=number - 1,
        cell=cell,
        method=method.name,
        form=method.form,
        grounding={"taken": []},
        seed=draw_seed(5, "brief", number),
    )


async def committed(
    at: Bench, number: int, every: list[Cell] = CELLS, method: Method = METHOD
) -> tuple[Seen, dict[str, list[int]]]:
    """So many candidates, made and committed; what has no reason against it is accepted as asked."""
    store, seen, rows = at.desk.store, Seen(), dict[str, list[int]]()
    briefs = [brief(n, every[(7 * n) % len(every)], method) for n in range(1, number + 1)]
    store.start([Seat(number=b.seat, cell=b.cell) for b in briefs], [(b.number, b) for b in briefs], [])
    context = SampleContext(at, lambda name: method)
    drafts = await asyncio.gather(*(make(b, context) for b in briefs))
    for one, draft in zip(briefs, drafts, strict=True):
        right = draft.row is not None and not draft.reasons
        verdict = Verdict(
            state="accepted" if right else "rejected",
            reasons=draft.reasons,
            cell=one.cell.key,
            seat=one.seat if right else None,
        )
        store.commit(Commit(number=one.number, row_id=one.row_id, verdict=verdict, draft=draft))
        seen.add(one, draft, verdict)
        if right:
            rows.setdefault(one.cell.key, []).append(one.number)
    return seen, rows


async def read(
    at: Bench, candidates: int, rows: Mapping[str, list[int]], commit: int
) -> list[dict[str, Any]]:
    return await plant(commit, candidates, rows, at, lambda name: METHOD)


async def test_recall_and_false_alarms_are_found(tmp_path: Path) -> None:
    async with bench(tmp_path, 60, world=2) as at:
        seen, rows = await committed(at, 60)
        first = await read(at, 300, rows, 59)
        assert len(first) == 30
        entries = await read(at, 1200, rows, 60)
        assert len(entries) == 120 and entries[:30] == first
        assert [entry["n"] for entry in entries] == list(range(1, 121))
        assert len({entry["sha256"] for entry in entries}) == 120
        bad, good = (counts(probes_by_kind(entries), side) for side in (False, True))
        assert bad[1] == 80 and good[1] == 40
        assert bad[0] / bad[1] == pytest.approx(0.8, abs=0.12)
        assert good[0] / good[1] == pytest.approx(0.1, abs=0.1)
        kinds = {figure["kind"]: figure for figure in probe_figures(at.desk.store)}
        assert {"swapped part", "cut sentence", "wrong word", "example"} <= kinds.keys()
        assert min(kinds[kind]["judged"] for kind in ("swapped part", "cut sentence", "wrong word")) >= 15
        # No writer was called, and the ledger tells what the calls were for.
        stages = at.desk.store.costs("stage")
        assert stages["probe"].prompt_tokens > 0 and stages["sample"].prompt_tokens > 0
        reading = faithfulness(seen, entries, SPEC.seed)
        assert reading.estimate is None and "80 of 140 known-bad probes" in reading.basis


async def test_asked_again_nothing_is_read_or_journaled_twice(tmp_path: Path) -> None:
    async with bench(tmp_path, 10, world=2) as at:
        _, rows = await committed(at, 20)
        entries = await read(at, 120, rows, 20)
        calls, kept = at.desk.store.totals().calls, planted(at.desk.store)
        assert await read(at, 120, rows, 20) == entries == kept
        assert at.desk.store.totals().calls == calls
        # Killed while it journaled: the rest is read again from answers that are there.
        with sqlite3.connect(tmp_path / "run.sqlite") as other:
            other.execute("DELETE FROM journal WHERE key > 'probe/000004'")
        assert len(planted(at.desk.store)) == 4
        assert await read(at, 120, rows, 20) == entries == planted(at.desk.store)
        assert at.desk.store.totals().calls == calls


async def test_a_pause_journals_nothing_and_the_answers_are_kept(tmp_path: Path) -> None:
    async with bench(tmp_path, 10, world=2) as at:
        _, rows = await committed(at, 20)
        whole = at.desk
        narrow = Desk(
            whole.store, Ledger(whole.store, Budget()), {"default": whole.endpoint("judge")}, max_concurrent=1
        )
        stopped = Bench(at.spec, at.plan, narrow, at.shelf, at.converse, at.role_play)

        async def stop() -> None:
            while "probe" not in whole.store.costs("stage"):
                await asyncio.sleep(0)
            narrow.close(Paused("a person stopped it"))

        stopping = asyncio.create_task(stop())
        with pytest.raises(Paused):
            await read(stopped, 120, rows, 20)
        await stopping
        await narrow.aclose()
        assert planted(whole.store) == []
        paid = whole.store.costs("stage")["probe"].prompt_tokens
        entries = await read(at, 120, rows, 20)
        assert len(entries) == 12 and paid > 0


async def test_a_yes_man_is_found(tmp_path: Path) -> None:
    async with bench(tmp_path, 10, world=2, profile="yes-man") as at:
        _, rows = await committed(at, 40)
        entries = await read(at, 240, rows, 40)
        assert (fault(entries) or "").startswith("the judge says yes to nearly everything: of 16 texts")


async def test_a_no_man_is_found_by_the_users_rows(tmp_path: Path) -> None:
    async with bench(tmp_path, 20, world=2, profile="no-man") as at:
        _, rows = await committed(at, 12)
        assert rows == {}
        entries = await read(at, 160, rows, 12)
        assert {entry["kind"] for entry in entries} == {"example"}
        assert (fault(entries) or "").startswith("the judge says no to nearly everything: of 16 texts")


async def test_labelled_texts_are_probed_too(tmp_path: Path) -> None:
    tree = ConceptTree(concepts=(Concept(id="all", name="Bike rental"),))
    plan = Plan(parts=(PartPlan(part=TEXTS.name, tree=tree, quotas={}),))
    method = find("classification/strong")
    async with bench(tmp_path, 0, Spec(parts=(TEXTS,), seed=5), plan) as at:
        _, rows = await committed(at, 30, cells(TEXTS, tree, ("any",)), method)
        entries = await plant(30, 240, rows, at, lambda name: method)
        kinds = {figure["kind"]: figure for figure in probe_figures(at.desk.store)}
        assert set(kinds) == {"wrong label", "cut text", "another row's text", "wrong words"}
        for kind in ("wrong label", "another row's text"):
            assert kinds[kind]["judged"] == kinds[kind]["flagged"] == 6
        labels = [entry["cell"].split("/")[2] for entry in entries if entry["kind"] == "wrong label"]
        assert set(labels) <= LABELS.keys()
