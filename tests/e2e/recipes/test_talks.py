"""A build of talks that is killed in the middle of one goes on at the turn that it had reached.

The endpoint fails on its way now and then, and some answers are malformed or cut: turns are asked again, or
their talk ends with a reason, killed or not.
"""

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.talking import JOB
from tests.e2e.inside import seedbed
from tests.e2e.program import Program, count, lines, until
from tests.simulator.launch import Running, simulator
from tests.warm import ROOT

WORLD = ROOT / "scenarios" / "tool_use" / "world.yaml"
SIX_TURNS = {"use": "open-talk", "row": {"messages": "messages 6..6"}}
SPEC: dict[str, Any] = {
    "parts": [
        {"name": "said", "recipe": SIX_TURNS, "topic": "a bike hire", "rows": 2},
        {"name": "acted", "recipe": "world-talk", "topic": "a bike hire", "rows": 2, "world": str(WORLD)},
    ],
    "look_ahead": 4,
    "seed": 4,
}
FAULTS = {"errors": 0.03, "malformed": 0.06, "truncated": 0.03, "latency": 25, "tool_world": str(WORLD)}
AT_ONCE = 4
THIRD = f"{JOB}/turn-3"
"""Step of the journal in which the third of six turns is said."""
ParsedRequest = dict[str, tuple[str, str, float]]
"""Slot → (brief, step, when the answer came)."""


@dataclass(frozen=True, slots=True)
class Journey:
    """The same run made calmly, and killed in the middle of talks."""

    calm: Path
    rough: Path
    before: ParsedRequest
    """The journal at the kill."""
    decided: frozenset[str]
    """Row ids of the candidates that were committed then."""
    after: ParsedRequest
    stats: dict[str, Any]
    """Of the endpoint of the killed run, at the end."""


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    folder = tmp_path_factory.mktemp("talks")
    calm, rough = folder / "calm", folder / "rough"
    spec = folder / Program(folder).spec(**SPEC)
    few = ("--yes", "--max-concurrent", str(AT_ONCE))
    with simulator(**FAULTS) as endpoint:
        done = seedbed("build", spec, "-o", calm, *few, env=_at(endpoint))
        assert done.exit_code == 0, done.stderr
    with simulator(**FAULTS) as endpoint:
        process = Program(folder, endpoint.base_url).start("build", "spec.yaml", "-o", "rough", *few)
        until(process, lambda: count(rough, f"SELECT count(*) FROM answers WHERE step = '{THIRD}'") > 0)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        before, decided = parsed(rough), committed(rough)
        done = seedbed("resume", rough, *few, env=_at(endpoint))
        assert done.exit_code == 0, done.stderr
        yield Journey(calm, rough, before, decided, parsed(rough), endpoint.stats())


def _at(endpoint: Running) -> dict[str, str]:
    return {"SEEDBED_BASE_URL": endpoint.base_url, "SEEDBED_MODEL": endpoint.model, "SEEDBED_API_KEY": "k"}


def parsed(run: Path) -> ParsedRequest:
    with closing(sqlite3.connect(run / "run.sqlite")) as connection:
        rows = connection.execute("SELECT slot, brief, step, time FROM answers WHERE length(brief) = 64")
        return {slot: (brief, step, time) for slot, brief, step, time in rows}


def committed(run: Path) -> frozenset[str]:
    with closing(sqlite3.connect(run / "run.sqlite")) as connection:
        return frozenset(row for (row,) in connection.execute("SELECT row_id FROM candidates"))


def test_it_was_killed_in_the_middle_of_a_talk(journey: Journey) -> None:
    under_way = {brief for brief, _, _ in journey.before.values() if brief[:16] not in journey.decided}
    went_on = {brief for slot, (brief, _, _) in journey.after.items() if slot not in journey.before}
    said = {brief for brief, step, _ in journey.before.values() if step == THIRD}
    assert under_way & went_on & said


def test_it_ends_as_if_nobody_had_killed_it(journey: Journey) -> None:
    for name in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (journey.calm / name).read_bytes() == (journey.rough / name).read_bytes(), name
    assert seedbed("audit", journey.rough).exit_code == 0


def test_no_turn_is_paid_twice(journey: Journey) -> None:
    assert journey.before.items() <= journey.after.items()
    turns = [(brief, step) for brief, step, _ in journey.after.values() if "turn-" in step]
    assert len(turns) == len(set(turns)) > len(lines(journey.rough / "dataset.jsonl"))
    assert journey.stats["repeated"] <= AT_ONCE
    with closing(sqlite3.connect(journey.rough / "run.sqlite")) as connection:
        paid = connection.execute("SELECT slot, count(*) FROM ledger WHERE state = 'settled' GROUP BY slot")
        assert {times for _, times in paid} == {1}


def test_every_talk_that_was_begun_came_to_an_end(journey: Journey) -> None:
    assert all(one["reasons"] for one in lines(journey.rough / "rejected.jsonl"))
    report = json.loads((journey.rough / "report.json").read_text("utf-8"))
    assert report["in_flight"] == 0
    assert report["candidates"] == report["accepted"] + report["rejected"] + report["failed"]
    talks = [part["talks"] for part in report["parts"]]
    assert sum(one["talks"] for one in talks) == report["accepted"]
    assert all(sum(one["ended"].values()) == one["talks"] for one in talks)
    said = next(part["talks"] for part in report["parts"] if part["part"] == "said")
    assert (said["turns"]["least"], said["turns"]["most"]) == (6, 6)
    card = (journey.rough / "README.md").read_text("utf-8")
    assert "2 talks of 6 to 6 turns" in card
