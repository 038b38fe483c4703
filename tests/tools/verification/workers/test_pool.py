"""Every way in which a check can end, many callers at once, and what callers may be and do."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.workers.pool import Pool

HARD_JOBS = "tests.tools.verification.workers.hard_jobs"


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with contextlib.closing(Pool(HARD_JOBS, size=2)) as made:
        yield made


def _alive(group: int) -> bool:
    """Whether a process of the group runs; one that nobody has reaped yet doesn't."""
    found = subprocess.run(["ps", "-e", "-o", "pgid=,stat="], capture_output=True, text=True, check=True)
    lines = [line.split() for line in found.stdout.splitlines()]
    return any(int(line[0]) == group and not line[1].startswith("Z") for line in lines)


def _until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_answer_comes_back_whatever_characters_it_has(pool: Pool) -> None:
    for text in ("x", "", "\0", "\n[1]\n", "\ud800", "\u202e½😀", "x" * 10_000, "😀" * 10_000):
        checked = pool.run("echo", text)
        assert (checked.state, checked.ok, checked.result) == ("done", True, text)


@pytest.mark.parametrize(
    ("job", "text", "state", "reason"),
    [
        ("refuse", "this", "refused", "this can't be read"),
        ("nest", "x", "refused", "nested too deep to be computed"),
        ("repeat", "x", "refused", "a result of 100,000 characters; at most 40,000 are told"),
        ("eat", "10000000", "memory", "used up its memory"),
        ("eat", "100", "memory", "used up its memory"),
        ("break_down", "k", "died", "a fault of the engine, KeyError: 'k'"),
        ("leave", "now", "died", "a fault of the engine, SystemExit: now"),
        ("crash", "SIGSEGV", "died", "the process ended by SIGSEGV"),
        ("crash", "SIGKILL", "died", "the process ended by SIGKILL"),
        ("mumble", "x", "died", "the process ended by SIGKILL"),
    ],
)
def test_every_end_is_a_verdict_and_the_pool_goes_on(
    pool: Pool, job: str, text: str, state: str, reason: str
) -> None:
    checked = pool.run(job, text, limit=10)  # the machine may be busy
    assert (checked.state, checked.ok, checked.result, checked.reason) == (state, False, "", reason)
    assert pool.run("echo", "still here").result == "still here"


@pytest.mark.parametrize(
    ("job", "text", "reason"),
    [("tower", "9", "used up its CPU time"), ("sleep", "60", "wasn't done in time")],
)
def test_time_ends_a_check_even_inside_c_code(pool: Pool, job: str, text: str, reason: str) -> None:
    checked = pool.run(job, text, limit=0.1)
    assert (checked.state, checked.ok) == ("time", False)
    # On a busy machine the clock may be faster than the processor.
    assert checked.reason in {reason, "wasn't done in time"}
    assert pool.run("echo", "next").result == "next"


def test_checks_know_nothing_of_each_other(pool: Pool) -> None:
    (said,) = {pool.run("remember", str(number)).result for number in range(5)}
    assert said.startswith("1 ")


def test_a_worker_has_nothing_of_its_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    with contextlib.closing(Pool(HARD_JOBS, size=1)) as fresh:
        said = fresh.run("describe", "").result
        (process,) = fresh.processes
        assert said.startswith(f"/ [0, 0, 64] {process.pid} None ")
        assert not {"SECRET", "PATH", "HOME"} & set(said.split())


def test_a_hundred_checks_from_threads_at_once(pool: Pool) -> None:
    jobs = ["echo", "echo", "echo", "refuse", "crash"]

    def check(number: int) -> tuple[str, str]:
        job = jobs[number % len(jobs)]
        checked = pool.run(job, "SIGKILL" if job == "crash" else str(number))
        assert job != "echo" or checked.result == str(number)
        return job, checked.state

    with ThreadPoolExecutor(100) as threads:
        ends = Counter(threads.map(check, range(100)))
    assert ends == {("echo", "done"): 60, ("refuse", "refused"): 20, ("crash", "died"): 20}


def test_a_process_that_is_killed_is_replaced_and_no_check_is_lost(tmp_path: Path) -> None:
    with contextlib.closing(Pool(HARD_JOBS, size=1)) as pool, ThreadPoolExecutor(1) as thread:
        check = thread.submit(pool.run, "mark", str(tmp_path / "begun"), limit=0.2)
        _until((tmp_path / "begun").exists)
        (first,) = pool.processes
        first.kill()
        assert check.result().state == "time"
        assert first not in pool.processes


def test_a_pool_that_is_closed_leaves_no_process_and_says_so(tmp_path: Path) -> None:
    pool = Pool(HARD_JOBS, size=2)
    with ThreadPoolExecutor(1) as thread:
        check = thread.submit(pool.run, "mark", str(tmp_path / "begun"), limit=60)
        _until((tmp_path / "begun").exists)
        (process,) = pool.processes
        pool.close()
        with pytest.raises(RuntimeError, match="closed"):
            check.result()
    _until(lambda: not _alive(process.pid))
    with pytest.raises(RuntimeError, match="closed"):
        pool.run("echo", "x")


def test_jobs_that_can_not_be_loaded_are_said_in_one_line_to_everybody_who_waits() -> None:
    pool = Pool("no.such.module", size=1)
    with ThreadPoolExecutor(2) as threads:
        checks = [threads.submit(pool.run, "echo", "x") for _ in range(2)]
    for check in checks:
        with pytest.raises(UserFault, match=r"doesn't start: ModuleNotFoundError.*'no'"):
            check.result()


def test_a_system_without_fork_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(UserFault, match="Linux, macOS"):
        Pool(HARD_JOBS, size=1).run("echo", "x")


# callers -------------------------------------------------------------------------------------------------

_SCRIPT = f"""
import os, signal, sys
sys.path[:0] = {sys.path!r}
from seedbed.tools.verification.workers.pool import shared_pool
for number in (signal.SIGALRM, signal.SIGPROF, signal.SIGCHLD):
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF, signal.SIGALRM])
pool = shared_pool({HARD_JOBS!r})
assert pool.run("echo", "x").result == "x"
print(*(process.pid for process in pool.processes), flush=True)
"""


def _script(folder: Path, rest: str) -> "subprocess.Popen[str]":
    (folder / "script.py").write_text(_SCRIPT + rest, encoding="utf-8")
    (folder / "mmap.py").write_text("raise SystemExit('mine')\n", encoding="utf-8")  # is no library
    words = [sys.executable, str(folder / "script.py")]
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(words, **piped, text=True, cwd=folder, start_new_session=True)  # type: ignore[call-overload,no-any-return]


def test_a_script_without_a_guard_runs_once_and_leaves_nothing(tmp_path: Path) -> None:
    """What it ignores or blocks ends a check all the same, and a fork of it gets a pool of its own."""
    process = _script(
        tmp_path,
        "print(pool.run('tower', '9', limit=0.1).state, flush=True)\n"
        "signal.signal(signal.SIGCHLD, signal.SIG_DFL)\n"
        "if child := os.fork():\n"
        f"    assert os.waitpid(child, 0)[1] == 0 and shared_pool({HARD_JOBS!r}) is pool\n"
        "    print(pool.run('echo', 'once').result)\n"
        "else:\n"
        f"    assert (own := shared_pool({HARD_JOBS!r})) is not pool\n"
        "    assert own.run('echo', 'y').result == 'y'\n",
    )
    out, errors = process.communicate(timeout=60)
    first, *said = out.splitlines()
    assert not errors
    assert said == ["time", "once"]
    _until(lambda: not _alive(int(first)))


@pytest.mark.parametrize(("how", "limit"), [("SIGKILL", 0.5), ("SIGINT", 20.0)])
def test_a_caller_that_ends_in_mid_check_leaves_no_process(tmp_path: Path, how: str, limit: float) -> None:
    """Longer than its limit allows; Ctrl-C goes to the whole foreground group, and makes no noise."""
    mark = tmp_path / "begun"
    process = _script(
        tmp_path,
        f"try:\n    pool.run('mark', {str(mark)!r}, limit={limit})\n"
        "except KeyboardInterrupt:\n    print(pool.run('echo', 'goes on').result, flush=True)\n",
    )
    assert process.stdout
    group = int(process.stdout.readline())
    _until(mark.exists)
    os.killpg(process.pid, signal.Signals[how])
    assert process.communicate(timeout=60) == ("goes on\n" if how == "SIGINT" else "", "")
    _until(lambda: not _alive(group))
