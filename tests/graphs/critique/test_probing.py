"""Probes through the real chain, read by the simulated judges over the wire."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.critic.faith import faithfulness
from seedbed.agent.critic.state import Seen
from seedbed.agent.making.parts import settled
from seedbed.agent.methods import find
from seedbed.agent.models.ask import Client
from seedbed.agent.planner.scheduling.seats import draw_seats
from seedbed.agent.resources import Resources
from seedbed.agent.work import Env
from seedbed.graphs.candidate.conversation import converse
from seedbed.graphs.candidate.dialogue import role_play
from seedbed.graphs.candidate.sample import make
from seedbed.graphs.critique.probing import draw, drawn, read_drawn
from seedbed.memory.brief import Brief, Seat
from seedbed.memory.candidate import Verdict
from seedbed.memory.exact.randomness import draw_seed
from seedbed.memory.plan import PartPlan, Plan, quotas
from seedbed.memory.profile import SKILLS
from seedbed.memory.spec import Budget, Part, Spec
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.protocol import Commit
from seedbed.memory.tree import Concept, ConceptTree
from seedbed.tools.evaluation.probe_figures import planted, probe_figures
from tests.scripted import client_on
from tests.simulator.launch import Running, simulator

LABELS = {"refund": "wants money back", "booking": "wants to book", "damage": "reports damage"}
RECIPE = {
    "use": "labelled-text",
    "about": "A text with its intent",
    "row": {"text": "string 15..900", "label": [*LABELS]},
    "vary": {"label": dict.fromkeys(LABELS, "1/3"), "leaf": {"per": "label"}},
    "means": {"label": LABELS},
}
ASKED = Part(recipe=RECIPE, topic="a bike-rental firm", rows=60)
SPEC = settled(Spec(parts=(ASKED,), seed=6), Path())
(PART,) = SPEC.parts
TREE = ConceptTree(concepts=(Concept(id="all", name="Bike rental"),))
PLAN = Plan(parts=(PartPlan(part=PART.name, tree=TREE, quotas=quotas(PART, TREE, ("any",))),))
SEATS = [*draw_seats(SPEC, PLAN, {PART.name: {"writer": ["a parent", "a tourist", "a student"]}})]
METHOD = find("recipe")


@asynccontextmanager
async def env(folder: Path, running: Running) -> AsyncIterator[Env]:
    """A run's environment at a simulated endpoint."""
    skills = [skill for skill in SKILLS if skill != "tool_calls"]
    async with client_on(running, folder, *skills) as door:
        yield Env(SPEC, PLAN, door, Resources(), converse, role_play)


def brief(number: int) -> Brief:
    return Brief(
        number=number,
        seat=number - 1,
        cell=SEATS[number].cell,
        attributes=SEATS[number].attributes,
        method=METHOD.name,
        form=METHOD.form,
        grounding={"taken": []},
        seed=draw_seed(6, "brief", number),
    )


Made = tuple[Running, Path, Seen, dict[str, list[int]]]
"""Where candidates were made, what a critic has seen of them, and cell → numbers of those accepted."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Thirty candidates, once, at the endpoint whose judges know their texts."""
    folder = tmp_path_factory.mktemp("made")
    with simulator() as running:
        yield running, folder, *asyncio.run(committed(folder, running))


async def committed(folder: Path, running: Running) -> tuple[Seen, dict[str, list[int]]]:
    """Candidates, made and committed; what has no reason against it is accepted as asked."""
    seen, rows, briefs = Seen(), dict[str, list[int]](), [brief(n) for n in range(1, 31)]
    seats = [Seat(number=b.seat, cell=b.cell) for b in briefs]
    async with env(folder, running) as at:
        store = at.client.store
        store.commit(Commit(added=seats, ordered=[(b.number, b) for b in briefs]))
        drafts = await asyncio.gather(*(make(b, at, METHOD) for b in briefs))
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


@pytest.fixture
async def at(made: Made, tmp_path: Path) -> AsyncIterator[Env]:
    """A run of its own in which they were made."""
    running, folder, *_ = made
    shutil.copy(folder / "run.sqlite", tmp_path)
    async with env(tmp_path, running) as one:
        yield one


async def read(at: Env, candidates: int, rows: Mapping[str, list[int]], commit: int) -> list[dict[str, Any]]:
    await draw(commit, candidates, rows, at)
    for drawn_at, _, probes in drawn(at.client.store):
        await read_drawn(drawn_at, probes, at, lambda name: METHOD)
    return [value for _, value in at.client.store.journal_entries("probe")]


async def test_spoilt_rows_are_found_counted_by_kind_and_read_once(at: Env, made: Made) -> None:
    *_, seen, rows = made
    first = await read(at, 60, rows, 29)
    entries = await read(at, 120, rows, 30)
    assert entries[: len(first)] == first
    assert [entry["n"] for entry in entries] == list(range(1, len(entries) + 1))
    assert len({entry["sha256"] for entry in entries}) == len(entries) == 12
    kinds = {figure["kind"]: figure for figure in probe_figures(at.client.store)}
    assert "swap.label" in kinds
    assert kinds["swap.label"]["flagged"] == kinds["swap.label"]["judged"] > 0
    for kind in ("rubric.1/broken", "rubric.2/broken", "rubric/wrong words"):
        assert kinds[kind]["flagged"] == kinds[kind]["judged"] > 0, kind
    broken = [entry for entry in entries if entry["kind"].endswith("/broken")]
    assert all(entry["by"] == ["rubric"] and entry["asked"] for entry in broken)
    # The ledger tells what the calls were for.
    stages = at.client.store.costs("stage")
    assert stages["probe"].prompt_tokens > 0 and stages["sample"].prompt_tokens > 0
    assert "of 12 planted errors" in faithfulness(seen, entries, SPEC.seed).basis

    # Asked again, nothing is read or journaled twice.
    calls = at.client.store.totals().calls
    assert await read(at, 120, rows, 30) == entries
    # Killed while it journaled: the rest is read again from answers that are there.
    with closing(sqlite3.connect(at.client.store.place)) as other, other:
        other.execute("DELETE FROM journal WHERE key > 'probe/000008'")
    assert len(planted(at.client.store)) == 8
    assert await read(at, 120, rows, 30) == entries
    assert at.client.store.totals().calls == calls


async def test_what_was_drawn_stays_though_rows_come_before_it_is_read(at: Env, made: Made) -> None:
    *_, rows = made
    early = {key: some[:3] for key, some in rows.items()}
    await draw(20, 60, early, at)
    (before,) = drawn(at.client.store)
    await draw(20, 120, rows, at)
    assert drawn(at.client.store) == [before] and before[0] == 20 and before[2]
    await draw(30, 120, rows, at)
    first, later = (probes for _, _, probes in drawn(at.client.store))
    assert len(first + later) == 12 == len({one.sha256 for one in first + later})
    assert len(await read(at, 120, rows, 30)) == 12 and drawn(at.client.store) == []


async def test_whole_rows_that_the_user_brought_are_known_good_ones(at: Env) -> None:
    text = "My tandem had a flat tyre all day and I want my money back, please."
    other = [{"text": "No label."}, *({"text": f"{text} {n}", "label": "thanks"} for n in range(9))]
    own = Resources(examples={PART.name: [{"text": text, "label": "refund"}, *other]})
    (entry,) = await read(replace(at, resources=own), 120, {}, 6)
    assert (entry["kind"], entry["good"], entry["base"]) == ("example", True, "example 1")
    assert entry["row"] == {"text": text, "label": "refund"} and entry["cell"].split("/")[2] == "refund"


async def test_where_no_model_breaks_a_sentence_wrong_words_stand_in(at: Env, made: Made) -> None:
    *_, rows = made
    whole = at.client
    # A writer that never comes to an end.
    with simulator(truncated=1.0) as mute:
        end = whole.endpoint("judge")
        roles = {"default": end, "writer": replace(end, name="mute", base_url=mute.base_url)}
        door = Client(whole.store, Ledger(whole.store, Budget()), roles, max_concurrent=8)
        entries = await read(replace(at, client=door), 120, rows, 30)
        await door.aclose()
    assert len(entries) == 12
    assert {entry["drawn"] for entry in entries} > {"rubric.1/broken", "rubric.2/broken"}
    assert not [entry for entry in entries if entry["kind"].endswith("/broken") and not entry["void"]]
    stood_in = [entry for entry in entries if entry["drawn"] != entry["kind"]]
    assert stood_in and {one["kind"] for one in stood_in} == {"rubric/wrong words"}
    assert sum(one["flagged"] for one in stood_in) >= len(stood_in) - 1  # the simulated judge goes by words
