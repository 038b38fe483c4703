"""A build goes on without its terminal, is looked at from elsewhere, and tells who is away how it ended."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import httpx2
import pytest

from benchmarks.endurance.gate import gate
from seedbed.app.away import Notifier, log_to
from seedbed.graphs.observer import NONE_OUT
from seedbed.memory.errors import UserFault
from tests.e2e.inside import Inside, seedbed, status
from tests.e2e.program import Program, row_answers, until
from tests.e2e.runs import MESSAGES, PLAIN
from tests.loopback import Request, loopback
from tests.simulator.launch import Running, simulator
from tests.warm import PROGRAM, Warm

SPEC: dict[str, Any] = {**MESSAGES, "rows": 24, "critique_every": 24}
SPEC.pop("name")
NOTES: dict[str, Any] = {"recipe": PLAIN, "topic": "bikes"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Running]:
    with simulator(latency=100) as running:
        yield running


@pytest.fixture
def program(endpoint: Running, tmp_path: Path) -> Program:
    made = Program(tmp_path, endpoint.base_url)
    made.spec(**SPEC)
    return made


def test_a_detached_build_goes_on_by_itself_and_tells_its_end(program: Program) -> None:
    told: list[Any] = []

    def hear(request: Request) -> tuple[int, str, bytes]:
        told.append(json.loads(request.body))
        return 200, "text/plain", b""

    with loopback(hear) as address:
        done = program(
            *("build", "spec.yaml", "--skip-exam", "--yes", "-n", "6", "-o", "run", "--detach"),
            *("--notify", f"{address}/in", "--json"),
        )
        assert done.code == 0 and "the build goes on by itself" in done.err
        begun = json.loads(done.out)
        assert (begun["run"], begun["log"], begun["running"]) == ("run", "run/build.log", True)
        run = program.folder / "run"
        looked = program("attach", "run")
        assert looked.code == 0 and "report: run/report.html" in looked.out
        assert status(run)["accepted"] == 6
        process = program.start("status", "run", "--watch", "--json")
        out, _ = process.communicate(timeout=60)
        assert json.loads(out.splitlines()[-1])["state"] == "done"
        for _ in range(100):
            if told:
                break
            signal.sigtimedwait((), 0.1)
    assert [(one["event"], Path(one["run"]).name) for one in told] == [("done", "run")]
    log = (run / "build.log").read_text("utf-8")
    assert "publish" in log and address not in log and "Traceback" not in log


def test_a_log_takes_the_words_of_a_build(program: Program) -> None:
    program.spec(**NOTES, rows=2)
    inside = Inside(program.folder, program.base_url)
    words = ("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", "--log")
    none = inside(*words, "none/said.log")
    assert none.code == 2 and "--log none/said.log: can't be written: No such file" in none.err
    there = inside(*words, "here.log", "--dry-run")
    log = (program.folder / "here.log").read_text("utf-8")
    assert there.code == 0 and "plan: planning" in log and "Estimate" in log and "plan" not in there.err
    before = (program.folder / "spec.yaml").read_bytes()
    taken = inside(*words, "spec.yaml", "--dry-run")
    assert taken.code == 2 and "--log spec.yaml: is there, and no log of seedbed" in taken.err
    assert (program.folder / "spec.yaml").read_bytes() == before
    assert inside(*words, "here.log", "--dry-run").code == 0
    done = inside(*words[:-2], "own", "--log", "own/said.log")
    log = (program.folder / "own" / "said.log").read_text("utf-8")
    assert done.code == 0 and "publish" in log and "plan: planning" in log and "plan" not in done.err
    away = program(*words, "away.log", "--detach")
    assert away.code == 0 and "its words are in away.log" in away.err and "Estimate" in away.err
    assert program("attach", "run").code == 0 and not (program.folder / "run" / "build.log").exists()
    assert "publish" in (program.folder / "away.log").read_text("utf-8")


def test_a_log_is_no_file_of_the_run_s_own(program: Program) -> None:
    program.spec(**NOTES, rows=2)
    inside = Inside(program.folder, program.base_url)
    words = ("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", "--log")
    for name in ("run.sqlite", ".lock", "events.jsonl", "sources", "build.log.1"):
        refused = inside(*words, f"run/{name}")
        assert refused.code == 2 and "a run's own file" in refused.err and "another --log" in refused.err
    assert not (program.folder / "run").exists()
    assert inside(*words, "run/build.log", "--budget", "1calls").code == 3
    (program.folder / "link").symlink_to("run/spec.yaml")
    for name in ("run/spec.yaml", "link"):
        assert "a run's own file" in inside("resume", "run", "--budget", "90calls", "--log", name).err
    assert not (program.folder / "run" / "spec.yaml").exists()


def test_a_build_whose_terminal_goes_stops_in_good_order(program: Program) -> None:
    ours, theirs = pty.openpty()
    words = ("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", "--max-concurrent", "2")
    ends = dict.fromkeys(("stdin", "stdout", "stderr"), theirs)
    process = Warm(PROGRAM, words, program.folder, program.environment(), **ends)
    os.close(theirs)
    run = program.folder / "run"
    try:
        until(process, lambda: row_answers(run) > 4)
    finally:
        os.close(ours)
        process.send_signal(signal.SIGHUP)
    assert process.wait(60) == 130
    left = status(run)
    assert left["state"] == "interrupted" and 0 < left["accepted"] < 24
    assert seedbed("audit", run).exit_code == 0


def test_a_build_whose_words_nobody_can_take_goes_on(program: Program) -> None:
    program.spec(**NOTES, rows=2)
    words = ("build", "spec.yaml", "--skip-exam", "--yes", "-o")
    gone, ours = os.pipe()
    os.close(gone)
    with os.fdopen(ours, "w") as pipe, Path("/dev/full").open("w") as full:
        for name, stream in {"pipe": pipe, "full": full}.items():
            out = pipe if name == "pipe" else subprocess.PIPE
            streams = {"stdout": out, "stderr": stream}
            process = Warm(PROGRAM, (*words, name), program.folder, program.environment(), **streams)
            process.communicate()
            assert process.returncode == 0 and status(program.folder / name)["state"] == "done"
    begun = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-m", "seedbed", *words, "closed"]
    ended = subprocess.run(begun, cwd=program.folder, env=program.environment())
    assert ended.returncode == 0 and status(program.folder / "closed")["state"] == "done"


def test_a_command_is_told_and_one_that_fails_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    heard = tmp_path / "heard"
    told = Notifier(
        f"sh -c 'echo $SEEDBED_EVENT $SEEDBED_RUN > {heard}; cat >> {heard}'", tmp_path, said.append
    )
    told("paused", "the budget of 5 calls is used up")
    told.close()
    first, second = heard.read_text("utf-8").splitlines()
    assert first == f"paused {tmp_path}"
    assert json.loads(second)["because"] == "the budget of 5 calls is used up"
    for place, why in {
        "false": "the command ended with 1",
        "cat >> no-such-file": "the command ended with 1 (cat: ",
        "http://127.0.0.1:9/": "refused",
    }.items():
        wrong = Notifier(place, tmp_path, said.append)
        wrong("done", "")
        wrong.close()
        assert why in said[-1]
    for none in ("echo 'half", "no-such-command --now", " "):
        with pytest.raises(UserFault, match=r"--notify.* is no command"):
            Notifier(none, tmp_path, said.append)
    for none in ("https://", "http://127.0.0.1:notaport/"):
        with pytest.raises(UserFault, match=r"--notify: .* (names no host|is no address)"):
            Notifier(none, tmp_path, said.append)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    Notifier("", tmp_path / "loop", said.append).close()
    monkeypatch.setattr("seedbed.app.away._LONGEST", 0.2)
    wrong = Notifier("sleep 9", tmp_path, said.append)
    wrong("done", "")
    wrong.close()
    assert "the command didn't end within" in said[-1]


@pytest.mark.parametrize("jobs", [(b"read_together",), (b"propose_concepts", b"propose_axis_values")])
def test_a_critic_or_planner_that_hangs_is_told_of_each_time_and_that_it_goes_on_between(
    jobs: tuple[bytes, ...], program: Program, endpoint: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.spec(**{**SPEC, "rows": 15, "critique_every": 12})
    told, hung, in_time = list[str](), set[bytes](), list[bool]()

    def stalled_after(seconds: float) -> None:
        for module in ("run", "observer"):
            monkeypatch.setattr(f"seedbed.graphs.{module}.STALLED", seconds)

    def hear(request: Request) -> tuple[int, str, bytes]:
        if request.path == "/in":
            told.append(json.loads(request.body)["event"])
            return 200, "text/plain", b""
        for job in jobs:
            if job in request.body and job not in hung:
                hung.add(job)
                stalled_after(0.2)
                end = time.monotonic() + 10
                while told.count("stalled") < len(hung) and time.monotonic() < end:
                    time.sleep(0.05)
                in_time.append(told.count("stalled") == len(hung))
                stalled_after(60)  # a busy machine is no stall
        address = endpoint.base_url.removesuffix("/v1") + request.path
        answer = asking.request("POST" if request.body else "GET", address, content=request.body)
        return answer.status_code, "application/json", answer.content

    with httpx2.Client() as asking, loopback(hear) as address:
        words = ("--skip-exam", "--yes", "-o", program.folder / "run", "--notify", f"{address}/in")
        env = {**program.environment(), "SEEDBED_BASE_URL": f"{address}/v1"}
        done = seedbed("build", program.folder / "spec.yaml", *words, env=env)
    assert done.exit_code == 0, done.stderr
    assert in_time == [True for _ in jobs] and told[-1] == "done"
    assert told[: 2 * len(jobs)] == ["stalled", "goes on"] * len(jobs)


@pytest.mark.parametrize("every", [1, 2])
def test_a_pause_between_two_calls_is_no_stall(
    every: int, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = list[str]()

    def held_up(*_: Any, **__: Any) -> str:
        looks.append("" if len(looks) % every else NONE_OUT)
        return looks[-1]

    program.spec(**{**SPEC, "rows": 15})
    monkeypatch.setattr("seedbed.graphs.run.held_up", held_up)
    monkeypatch.setattr("seedbed.graphs.run.STALLED", 0.01)
    monkeypatch.setattr("seedbed.graphs.run.LOOK_EVERY", 0.02)
    words = ("--skip-exam", "--yes", "-o", program.folder / "run")
    done = seedbed("build", program.folder / "spec.yaml", *words, env=program.environment())
    assert done.exit_code == 0 and len(looks) > 4
    assert ("no call is under way" in done.stderr) == (every == 1)


def test_an_outage_is_told_once_by_its_name_and_so_is_its_end(program: Program, endpoint: Running) -> None:
    told, run = list[Any](), program.folder / "run"

    def hear(request: Request) -> tuple[int, str, bytes]:
        told.append(json.loads(request.body))
        return 200, "text/plain", b""

    with loopback(hear) as address, gate(endpoint.base_url) as way:
        away = replace(program, base_url=way.base_url)
        words = ("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", "--notify", f"{address}/in")
        process = away.start(*words, "--patience", "60")
        until(process, lambda: row_answers(run) >= 4)
        way.shut()
        until(process, lambda: bool(told))
        waits, said = status(run)["waits"], seedbed("status", run).stdout
        looks = away.start("attach", "run")
        seen = looks.stdout.readline() if looks.stdout else ""
        way.open()
        out, err = process.communicate()
        looks.communicate()
    assert process.returncode == 0, out + err
    why = waits["for"]
    assert why.startswith(f"{way.base_url} answers nothing (")
    assert why.endswith("): it is waited for, 1 h at most (builds: --patience)")
    assert waits["until"] - waits["since"] == 3600
    assert "waits since" in said and f": {why}\n" in said and f": {why} · " in seen
    assert [one["event"] for one in told] == ["stalled", "goes on", "done"]
    assert told[0]["text"] == f"seedbed run: nothing comes for now ({why})"
    assert err.count(" answers nothing") == 1 == err.count(" answers again, after ")
    assert "waits" not in status(run)


def test_that_no_row_is_kept_any_more_is_told_of(tmp_path: Path) -> None:
    told = list[Any]()

    def hear(request: Request) -> tuple[int, str, bytes]:
        told.append(json.loads(request.body))
        return 200, "text/plain", b""

    with simulator(worse=1.0, after=20) as endpoint, loopback(hear) as address:
        program = Program(tmp_path, endpoint.base_url)
        spec = program.spec(**SPEC)
        words = ("--skip-exam", "--yes", "-o", tmp_path / "run", "--notify", f"{address}/in")
        done = seedbed("build", tmp_path / spec, *words, env=program.environment())
    assert done.exit_code == 1, done.stderr
    assert [one["event"] for one in told] == ["stalled", "short"]
    lost = r"none of the last 20 candidates was kept: (\d+) × .*?(?:, (\d+) × .*?)?;"
    why = re.search(lost, told[0]["text"])
    assert why and sum(map(int, filter(None, why.groups()))) == 20
    assert done.stderr.count("none of the last 20 candidates was kept") == 1


def test_an_address_may_hold_a_password_and_who_sends_elsewhere_heard_nothing(tmp_path: Path) -> None:
    heard, said = list[Request](), list[str]()

    def hear(request: Request) -> tuple[int, str, bytes]:
        heard.append(request)
        return (200, "text/plain", b"") if "in" in request.path else (301, "/in", b"")

    with loopback(hear) as address:
        for path in ("in here", "out"):
            told = Notifier(f"{address.replace('//', '//me:word@')}/{path}", tmp_path, said.append)
            told("done", "")
            told.close()
    assert [one.path for one in heard] == ["/in%20here", "/out"]
    assert heard[0].headers["Authorization"] == f"Basic {b64encode(b'me:word').decode()}"
    assert json.loads(heard[0].body)["event"] == "done"
    assert said == ["--notify: nobody could be told (HTTP 301)"]


def test_messages_come_in_their_order(tmp_path: Path) -> None:
    heard, second = list[str](), Event()

    def hear(request: Request) -> tuple[int, str, bytes]:
        event = json.loads(request.body)["event"]
        second.wait(0.3) if event == "stalled" else second.set()
        heard.append(event)
        return 200, "text/plain", b""

    with loopback(hear) as address:
        told = Notifier(address, tmp_path, print)
        told("stalled", "")
        told("goes on", "")
        told.close()
    assert heard == ["stalled", "goes on"]


def test_a_log_rotates(tmp_path: Path) -> None:
    out = log_to(tmp_path / "build.log")
    for _ in range(30):
        out.print("x" * 180_000, soft_wrap=True)
    out.file.close()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["build.log", "build.log.1", "build.log.2", "build.log.3"]
    assert all(path.stat().st_size < 1.3e6 for path in tmp_path.iterdir())


def test_a_log_that_can_t_be_written_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full, stuck = log_to(Path("/dev/full")), log_to(tmp_path / "build.log")
    full.print("one")
    (tmp_path / "build.log.1" / "in the way").mkdir(parents=True)
    for _ in range(3):
        stuck.print("x" * 1_200_000, soft_wrap=True)
    assert capsys.readouterr().err == ""
    stuck.file.close()
    with suppress(OSError):
        full.file.close()
