"""Exact counts: with faults of every kind, N rows asked for are N rows delivered, cell by cell as planned.

The identities of `status` hold at any moment, read from another process, and at the end.
"""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.status import read_status
from tests.e2e.inside import Inside, holds, status
from tests.e2e.program import Program, answers, ended, lines, until
from tests.e2e.runs import BIKES, HANDBOOK, MESSAGES, PLAIN, PROBLEMS, QUESTIONS
from tests.simulator.launch import simulator

FAULTS = {"errors": 0.05, "malformed": 0.05, "truncated": 0.03, "repeats": 0.1, "latency": 20, "jitter": 20}
PARTS: list[dict[str, Any]] = [
    {**MESSAGES, "rows": 18, "recipe": {**MESSAGES["recipe"], "levels": ["easy", "hard"]}},
    {**PROBLEMS, "rows": 6},
    {**QUESTIONS, "rows": 2},
    {**BIKES, "rows": 4},
]
ROWS = 30
AHEAD = 12
AT_ONCE = "4"
"""Calls: few, so that candidates are decided one by one rather than in heaps, however quick the machine."""
LOOKS = 12


@dataclass(frozen=True, slots=True)
class Watched:
    """A finished run, and what others saw of it while it was built."""

    path: Path
    seen: list[Mapping[str, Any]]
    """`status` at different moments."""
    printed: Mapping[str, Any]
    """Of `build --json`."""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("counts")
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    with simulator(**FAULTS) as endpoint:
        program = Program(folder, endpoint.base_url)
        spec = program.spec(parts=PARTS, sources=["handbook.md"], look_ahead=AHEAD, critique_every=9, seed=8)
        process = program.start("build", spec, "--yes", "-o", "run", "--json", "--max-concurrent", AT_ONCE)
        seen = list(_look(process, folder / "run"))
        out, err = process.communicate()
    assert process.returncode == 0, err
    yield Watched(folder / "run", seen, json.loads(out))


def _look(process: "subprocess.Popen[str]", run: Path) -> Iterator[Mapping[str, Any]]:
    """The status, each time that candidates were decided since the last look; once by the command."""
    until(process, lambda: answers(run) > 0)
    store = RunFolder(run).open_store()
    decided, asked = -1, False
    try:
        while not ended(process):
            found = read_status(store)
            now = found["candidates"] - found["in_flight"]
            if now != decided:
                decided = now
                yield found
            if now > 5 and not asked:
                asked = True
                yield status(run)
    finally:
        store.close()


def test_the_identities_hold_at_every_look(watched: Watched) -> None:
    assert len(watched.seen) >= LOOKS
    for seen in watched.seen:
        holds(seen)
        assert seen["in_flight"] <= AHEAD
        assert seen["requested"] in (0, ROWS)
        assert bool(seen["coverage"]) == bool(seen["accepted"]), "of the rows that are there at this moment"
        assert "people" not in (seen["faithfulness"]["basis"] or ""), "nobody asked for anything"
    assert any(seen["in_flight"] for seen in watched.seen)
    accepted = [seen["accepted"] for seen in watched.seen]
    assert sorted(accepted) == accepted


def test_exactly_the_rows_asked_for(watched: Watched) -> None:
    rows = lines(watched.path / "dataset.jsonl")
    assert len(rows) == len({row["id"] for row in rows}) == ROWS
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert Counter(row["part"] for row in rows) == {part["name"]: part["rows"] for part in PARTS}
    provenance = lines(watched.path / "provenance.jsonl")
    assert [line["id"] for line in provenance] == [row["id"] for row in rows]


def test_every_cell_has_what_was_planned(watched: Watched) -> None:
    plan = yaml.safe_load((watched.path / "plan.yaml").read_text(encoding="utf-8"))
    planned = {key: rows for part in plan["ended"]["parts"] for key, rows in part["quotas"].items() if rows}
    assert Counter(line["cell"] for line in lines(watched.path / "provenance.jsonl")) == planned
    labels = Counter(
        row["label"] for row in lines(watched.path / "dataset.jsonl") if row["part"] == "messages"
    )
    assert sorted(labels.values()) == [6, 6, 6]
    seats = [line["seat"] for line in lines(watched.path / "provenance.jsonl")]
    assert sorted(seats) == list(range(ROWS))


def test_the_end_adds_up(watched: Watched) -> None:
    found = status(watched.path)
    assert (found["accepted"], found["missing"], found["in_flight"]) == (ROWS, 0, 0)
    assert found["state"] == "done" and found["stopped_because"] == "all rows are there"
    assert watched.printed.items() >= found.items()
    rejected = lines(watched.path / "rejected.jsonl")
    assert len(rejected) == found["rejected"] + found["failed"]
    assert all(line["reasons"] for line in rejected)
    assert found["candidates"] == ROWS + len(rejected)


def test_faults_were_met_and_are_told(watched: Watched) -> None:
    codes = {line["code"] for line in lines(watched.path / "failures.jsonl")}
    assert codes & {"http 500", "http 502", "http 503"} and codes & {"malformed", "truncated"}
    assert watched.printed["failed_calls"] > 0
    assert all(line["raw"] for line in lines(watched.path / "failures.jsonl") if line["code"] == "malformed")


def test_the_trace_tells_every_candidate_once(watched: Watched) -> None:
    events = lines(watched.path / "events.jsonl")
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    ends = Counter(event["kind"] for event in events if event["actor"] == "committer")
    assert ends["accepted"] + ends["promoted"] == watched.printed["accepted"]
    assert ends["rejected"] - ends["promoted"] == watched.printed["rejected"]
    withdrawn = [n for event in events if event["kind"] == "withdrawn" for n in event["data"]["numbers"]]
    ordered = [event["data"]["number"] for event in events if event["kind"] == "ordered"]
    assert len(ordered) == len(set(ordered)) == watched.printed["candidates"] + len(withdrawn)
    assert events[-1]["kind"] == "done"


def test_a_build_that_ends_short_leaves_nothing_in_flight_and_one_count_of_calls(tmp_path: Path) -> None:
    with simulator(repeats=1.0) as endpoint:
        program = Inside(tmp_path, endpoint.base_url)
        recipe = {**PLAIN, "levels": ["easy", "fair", "hard"]}
        spec = program.spec(recipe=recipe, topic="a bike shop", rows=9, seed=3)
        done = program("build", spec, "--skip-exam", "--yes", "-o", "run", "--json")
        asked = sum(endpoint.stats()["by_role"].values())
        run = tmp_path / "run"
        told = status(run)
        again = program("resume", "run", "--yes")
        assert again.code == 1 and "nothing was spent" in again.err
        assert asked == sum(endpoint.stats()["by_role"].values())
        more = program("resume", "run", "--yes", "--json", "--budget", "9000calls")
        assert more.code == 1 and asked < sum(endpoint.stats()["by_role"].values())
    assert done.code == 1 and "candidates ordered there were near-copies" in again.err + more.err, done.err
    printed = done.json()
    assert 0 < printed["accepted"] < 9 and len(lines(run / "dataset.jsonl")) == printed["accepted"]
    report = json.loads((run / "report.json").read_text(encoding="utf-8"))
    assert more.json()["calls"] == report["cost"]["calls"] > told["calls"]
    assert printed["state"] == "short"
    assert printed["in_flight"] == told["in_flight"] == report["in_flight"] == 0
    assert printed["calls"] == told["calls"]
    assert asked <= told["calls"], "each request was counted"
