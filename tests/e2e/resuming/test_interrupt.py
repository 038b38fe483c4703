"""A run may be ended at any moment and by anybody, loses nothing, and says how it goes on.

One run is ended in turn by Ctrl-C, SIGTERM, `stop`, a cap in calls, one in tokens and Ctrl-C twice; each
time it goes on. At its end it must be the run that nobody disturbed.
"""

import json
import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from seedbed.graphs.interrupting import grace
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.status import read_status
from tests.e2e.inside import Inside, is_clean, seedbed, status
from tests.e2e.program import Done, Program, count, lines, paid_again, row_answers, until
from tests.e2e.runs import MESSAGES
from tests.e2e.tracing.whole import whole_run
from tests.simulator.launch import Running, simulator

ROWS = 32
SPEC: dict[str, Any] = {**MESSAGES, "rows": ROWS, "look_ahead": 12, "critique_every": 10, "seed": 4}
SPEC.pop("name")
FAULTS = {"errors": 0.05, "malformed": 0.02, "latency": 40, "jitter": 10}
FEW = ("--max-concurrent", "4")
LATE = 3
"""Calls that may be sent twice, for the endpoint stands still at times."""
MORE = 8500
"""Tokens: a few calls' worth, each of which is reserved at its most."""


@dataclass(frozen=True, slots=True)
class Step:
    """How a process on the run ended, and what it left."""

    done: Done
    status: Mapping[str, Any]
    audit: int
    """Exit code."""
    rows: int
    """In `dataset.jsonl`."""
    stats: Mapping[str, int]
    """Of the endpoint, so far."""


@dataclass(slots=True)
class Journey:
    """The same run made twice: calmly, and with many ends."""

    calm: Path
    rough: Path
    steps: dict[str, Step] = field(default_factory=dict)
    meanwhile: dict[str, Done] = field(default_factory=dict)
    """Commands of others while the first process worked."""


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    folder = tmp_path_factory.mktemp("interrupt")
    with simulator(**FAULTS) as endpoint:
        program = Program(folder, endpoint.base_url)
        program.spec(**SPEC)
        done = program("build", "spec.yaml", "--skip-exam", "--yes", "-o", "calm")
        assert done.code == 0, done.err
    with simulator(**FAULTS) as endpoint:
        yield _disturbed(
            Journey(folder / "calm", folder / "rough"), Program(folder, endpoint.base_url), endpoint
        )


def _disturbed(journey: Journey, program: Program, endpoint: Running) -> Journey:
    run, name = journey.rough, journey.rough.name

    def keep(what: str, done: Done) -> None:
        audit = seedbed("audit", run).exit_code
        rows = len(lines(run / "dataset.jsonl"))
        whole_run(run)
        journey.steps[what] = Step(done, status(run), audit, rows, endpoint.stats())

    @contextmanager
    def halted(process: "subprocess.Popen[str]", more: int) -> Iterator[None]:
        """The endpoint stands still, once so many more answers for rows have come."""
        wanted = row_answers(run) + more
        until(process, lambda: row_answers(run) >= wanted)
        endpoint.process.send_signal(signal.SIGSTOP)
        try:
            until(process, lambda: count(run, "SELECT count(*) FROM ledger WHERE state = 'open'") > 0)
            yield
        finally:
            endpoint.process.send_signal(signal.SIGCONT)

    process = program.start("build", "spec.yaml", "--skip-exam", "--yes", "-o", name, *FEW)
    with halted(process, 8):
        for what, words in {
            "status": ("status", run, "--json"),
            "resume": ("resume", run, "--yes"),
            "build": ("build", program.folder / "spec.yaml", "--yes", "-o", run),
            "audit": ("audit", run),
        }.items():
            result = seedbed(*words, env=endpoint.settings)
            journey.meanwhile[what] = Done(result.exit_code, result.stdout, result.stderr)
        process.send_signal(signal.SIGINT)
    keep("Ctrl-C", _end(process))

    process = program.start("resume", name, "--yes", *FEW)
    with halted(process, 6):
        process.send_signal(signal.SIGTERM)
    keep("SIGTERM", _end(process))

    process = program.start("resume", name, "--yes", "--json", *FEW)
    with halted(process, 6):
        stop = program.start("stop", name)
        until(stop, lambda: count(run, "SELECT count(*) FROM commands") > 0)
    journey.meanwhile["stop"] = _end(stop)
    keep("stop", _end(process))

    calls = journey.steps["stop"].status["calls"]
    keep("calls", program("resume", name, "--yes", "--budget", f"{calls + 15}calls", *FEW))
    tokens = sum(journey.steps["calls"].status["tokens"].values())
    more = ("--budget", "9000calls", "--budget", f"{tokens + MORE}tok")
    keep("tokens", program("resume", name, "--yes", *more, *FEW))

    more = ("--budget", "9000ktok", "--max-concurrent", "7")
    process = program.start("resume", name, "--yes", *more)
    with halted(process, 6):
        process.send_signal(signal.SIGINT)
        said = _read_to(process, "stopping")
        process.send_signal(signal.SIGINT)
        done = _end(process)
    keep("Ctrl-C twice", Done(done.code, done.out, said + done.err))
    keep("the end", program("resume", name, "--yes", "--max-concurrent", "9"))
    return journey


def _read_to(process: "subprocess.Popen[str]", word: str) -> str:
    """What a process says to people, up to the line with a word."""
    assert process.stderr is not None
    said = ""
    while word not in said and (line := process.stderr.readline()):
        said += line
    return said


def _end(process: "subprocess.Popen[str]", seconds: float = 60) -> Done:
    out, err = process.communicate(timeout=seconds)
    return Done(process.returncode, out, err)


# how each ended ----------------------------------------------------------------------------------------

ENDS = {
    "Ctrl-C": (130, "interrupted", "interrupted"),
    "SIGTERM": (130, "interrupted", "interrupted"),
    "stop": (3, "paused", "a person stopped it"),
    "calls": (3, "paused", "is used up"),
    "tokens": (3, "paused", "tokens; "),
    "Ctrl-C twice": (130, "interrupted", "interrupted"),
    "the end": (0, "done", "all rows are there"),
}


@pytest.mark.parametrize("what", ENDS)
def test_each_end_says_how_to_go_on_and_leaves_its_files_whole(journey: Journey, what: str) -> None:
    step, (code, state, because) = journey.steps[what], ENDS[what]
    assert step.done.code == code, step.done.err
    assert "Traceback" not in step.done.err
    assert step.status["state"] == state
    assert because in step.status["stopped_because"]
    if code:
        assert "seedbed resume rough" in step.done.err
        assert because in step.done.err
    assert is_clean(step.done.out, step.done.err)
    assert step.audit == 0
    assert step.rows == step.status["accepted"] and step.status["requested"] == ROWS


def test_nothing_is_lost_from_end_to_end(journey: Journey) -> None:
    for figure in ("accepted", "calls", "seconds"):
        found = [step.status[figure] for step in journey.steps.values()]
        assert sorted(found) == found, figure
    assert journey.steps["Ctrl-C"].status["accepted"] < ROWS


def test_it_ends_as_if_nobody_had_disturbed_it(journey: Journey) -> None:
    for name in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (journey.calm / name).read_bytes() == (journey.rough / name).read_bytes(), name
    left = [json.loads((run / "report.json").read_text("utf-8")) for run in (journey.calm, journey.rough)]
    assert left[0]["sha256"] == left[1]["sha256"]


def test_nothing_is_paid_twice(journey: Journey) -> None:
    assert paid_again(journey.rough) == 0
    orderly = [name for name in ENDS if name not in ("Ctrl-C twice", "the end")]
    for what in orderly:
        assert journey.steps[what].stats["repeated"] <= LATE, what
        assert journey.steps[what].stats["abandoned"] <= LATE, what
    assert journey.steps["Ctrl-C twice"].stats["abandoned"] <= 7 + LATE
    assert journey.steps["the end"].stats["repeated"] <= 7 + LATE


def test_calls_that_nobody_waited_for_are_charged(journey: Journey) -> None:
    with closing(sqlite3.connect(journey.rough / "run.sqlite")) as connection:
        states = dict(connection.execute("SELECT state, count(*) FROM ledger GROUP BY state"))
    assert "open" not in states
    given_up = [line for line in lines(journey.rough / "failures.jsonl") if line["code"] == "given up"]
    assert states.get("lost", 0) >= len(given_up) > 0


def test_a_cap_is_never_passed(journey: Journey) -> None:
    assert journey.steps["calls"].status["calls"] == journey.steps["stop"].status["calls"] + 15
    spent = sum(journey.steps["tokens"].status["tokens"].values())
    before = sum(journey.steps["calls"].status["tokens"].values())
    assert before < spent <= before + MORE


def test_the_trace_ends_with_the_reason(journey: Journey) -> None:
    kinds = [event["kind"] for event in lines(journey.rough / "events.jsonl") if event["actor"] == "run"]
    ends = [kind for kind in kinds if kind in ("interrupted", "paused", "done")]
    assert ends == [state for _, state, _ in ENDS.values()]


# others meanwhile --------------------------------------------------------------------------------------


def test_others_may_look_and_not_work(journey: Journey) -> None:
    looked = journey.meanwhile["status"]
    assert looked.code == 0 and looked.json()["state"] == "running" and looked.json()["in_flight"] > 0
    for command in ("resume", "audit"):
        done = journey.meanwhile[command]
        assert done.code == 2 and done.err.count("\n") == 1
        assert "another process is working on this run" in done.err and "seedbed status" in done.err
    again = journey.meanwhile["build"]
    assert again.code == 2 and "there is a run already" in again.err and "seedbed resume" in again.err
    found = journey.steps["stop"].done.json()  # all there is on stdout
    assert found["exit_code"] == 3 and found["run"] == "rough" and found["state"] == "paused"
    stop = journey.meanwhile["stop"]
    assert stop.code == 0 and "stopped; go on: seedbed resume rough" in stop.err


def test_a_run_that_is_done_is_not_built_again(journey: Journey) -> None:
    before = (journey.rough / "run.sqlite").read_bytes()
    done = seedbed("resume", journey.rough, "--yes", env={"SEEDBED_API_KEY": "k"})
    assert done.exit_code == 0 and "nothing to resume" in done.stderr
    assert (journey.rough / "run.sqlite").read_bytes() == before


def test_a_stop_is_heard_before_rows_are_made(tmp_path: Path) -> None:
    """Nothing further is asked once it was, and the run goes on with what was answered."""
    run, stage = tmp_path / "run", 'SELECT count(*) FROM events WHERE data LIKE \'%"stage":"plan"%\''
    with simulator(latency=400) as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        program.spec(**{**SPEC, "rows": 3})
        process = program.start("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", *FEW)
        until(process, lambda: count(run, stage) > 0)
        assert seedbed("stop", run).exit_code == 0
        done = _end(process)
        assert done.code == 3 and "a person stopped it" in done.err
        assert "making rows" not in done.err and count(run, "SELECT count(*) FROM briefs") == 0
        assert program("resume", "run", "--yes").code == 0
        assert endpoint.stats()["repeated"] == 0


# nobody answers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("grace", "code", "because"), [(1, 3, "stopped it"), (600, 130, "at once")])
def test_a_stop_waits_for_no_call_that_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grace: int, code: int, because: str
) -> None:
    """By itself after a while, or by the first Ctrl-C; calls that are out are charged, and made again."""
    monkeypatch.setattr("seedbed.graphs.interrupting.GRACE", grace)
    run, seen = tmp_path / "run", list[str]()
    with simulator(latency=20) as endpoint:
        program = Inside(tmp_path, endpoint.base_url)
        program.spec(**SPEC)
        words = ("build", "spec.yaml", "--skip-exam", "--yes", *FEW, "-o")
        assert program(*words, "calm").code == 0

        def stop() -> None:
            while row_answers(run) < 8:
                time.sleep(0.01)
            endpoint.process.send_signal(signal.SIGSTOP)
            with closing(RunFolder(run).open_store(write=True)) as store:
                store.send("stop", {})
                while not (waits := read_status(store).get("waits")):
                    time.sleep(0.01)
                seen.append(waits["for"])
            if code == 130:
                os.kill(os.getpid(), signal.SIGINT)

        beside = threading.Thread(target=stop, daemon=True)
        beside.start()
        began = time.monotonic()
        done = program(*words, "run")
        assert time.monotonic() - began < 30
        beside.join(60)
        endpoint.process.send_signal(signal.SIGCONT)
        assert done.code == code and done.err.count("; Ctrl-C ends at once") == 1, done.err
        assert seen == [f"stopping: calls that are out have {grace} s to be answered"]
        assert because in status(run)["stopped_because"] and status(run)["lost"]["calls"] > 0
        assert program("resume", "run", "--yes").code == 0
    for name in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (run / name).read_bytes() == (tmp_path / "calm" / name).read_bytes(), name


@pytest.mark.parametrize(
    ("idle", "said"), [(True, "stopping"), (False, "stopping: calls that are out have 20 s")]
)
def test_only_calls_that_are_out_are_said_to_have_a_while(idle: bool, said: str) -> None:
    lines, ledger = SimpleNamespace(slowest=0.0), SimpleNamespace(idle=idle)
    run: Any = SimpleNamespace(client=SimpleNamespace(lines=lines), ledger=ledger, crew=None)
    assert grace(run)[0].startswith(said) and idle == (grace(run)[0] == "stopping")


def test_waiting_for_an_endpoint_that_is_down_ends_at_once(tmp_path: Path) -> None:
    """The endpoint dies in the middle; between two tries nobody has to be waited for. The time goes on."""
    with simulator(latency=20) as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        program.spec(**{**SPEC, "rows": 12})
        process = program.start("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", *FEW)
        until(process, lambda: row_answers(tmp_path / "run") >= 5)
        endpoint.process.kill()
        endpoint.process.wait()
        tries = "SELECT count(*) FROM failures WHERE code IN ('unreached', 'closed')"
        until(process, lambda: count(tmp_path / "run", tries) >= 10)  # 8, and two looks: 2 s to wait
        told = status(tmp_path / "run")["seconds"]
        until(process, lambda: status(tmp_path / "run")["seconds"] > told)
        process.send_signal(signal.SIGINT)
        done = _end(process, seconds=10)
    assert done.code == 130 and "seedbed resume run" in done.err
    assert status(tmp_path / "run")["requested"] == 12
    before = count(tmp_path / "run", tries)
    process = program.start("resume", "run", "--yes")  # it is known that it has answered
    until(process, lambda: count(tmp_path / "run", tries) >= before + 9)
    process.send_signal(signal.SIGINT)
    done = _end(process, seconds=10)
    assert done.code == 130 and "): it is waited for, 1 d at most (builds: --patience)" in done.err
    with simulator() as other:
        resumed = program("resume", "run", "--yes", "--base-url", other.base_url)
    assert resumed.code == 0, resumed.err
    assert len(lines(tmp_path / "run" / "dataset.jsonl")) == 12


def test_once_patience_is_over_nobody_waits_for_the_next_look(tmp_path: Path) -> None:
    with simulator(latency=20) as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        program.spec(**SPEC)
        process = program.start(
            "build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", "--patience", "0.05", *FEW
        )
        until(process, lambda: row_answers(tmp_path / "run") >= 5)
        endpoint.process.kill()
        endpoint.process.wait()
        done = _end(process, seconds=20)  # 3 s; of looks alone each row that waits would take its own
    assert done.code == 3 and "can't be reached" in done.err and "seedbed resume run" in done.err


def test_minutes_that_are_over_end_the_plan_too(tmp_path: Path) -> None:
    with simulator() as endpoint:
        program = Inside(tmp_path, endpoint.base_url)
        program.spec(**SPEC)
        done = program("build", "spec.yaml", "--yes", "-o", "run", "--budget", "0.0001min")
        assert endpoint.stats()["requests"] == 0
    assert done.code == 3 and "the budget of 0.0001 minutes is used up" in done.err


def test_ctrl_c_before_anything_is_asked_is_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seedbed.graphs.lifecycle.open_endpoints", Mock(side_effect=KeyboardInterrupt))
    program = Inside(tmp_path, "http://127.0.0.1:9/v1")
    assert program("build", program.spec(**SPEC), "--yes", "-o", "run").code == 130
    assert (found := status(tmp_path / "run"))["state"] == "interrupted", found["stopped_because"]


# nobody is there ---------------------------------------------------------------------------------------


def test_without_a_terminal_nothing_is_spent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Program(tmp_path).spec(**SPEC)
    with simulator() as endpoint:
        for words in (("build", "spec.yaml", "-o", "run"), ("build", "10 word problems on discounts")):
            result = seedbed(*words, env={**endpoint.settings, "HOME": str(tmp_path)})
            assert result.exit_code == 3
            assert "--yes" in result.stderr and endpoint.base_url in result.stderr
        assert endpoint.stats()["requests"] == 0
    assert not (tmp_path / "run").exists()
