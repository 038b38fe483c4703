"""Every way in which a check can end, many callers at once, and what one check may know of another."""

import asyncio
import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.workers.pool import MAX_INPUT, Pool
from tests.tools.verification.workers.conftest import HARD_JOBS
from tests.tools.verification.workers.watching import alive, children, until


def test_an_answer_comes_back_whatever_characters_it_has(pool: Pool) -> None:
    for text in ("x", "", "\0", "\n[1]\n", "\ud800", "\u202e½😀", "x" * MAX_INPUT, "😀" * MAX_INPUT):
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
    for _ in range(3):
        assert pool.run("echo", "still here").result == "still here"


@pytest.mark.parametrize(
    ("job", "text", "reason"),
    [
        ("tower", "9", "used up its CPU time"),
        ("spin", "60", "used up its CPU time"),
        ("sleep", "60", "wasn't done in time"),
    ],
)
def test_time_ends_a_check_even_inside_c_code(pool: Pool, job: str, text: str, reason: str) -> None:
    before = pool.processes
    checked = pool.run(job, text, limit=0.2)
    assert (checked.state, checked.ok) == ("time", False)
    # On a busy machine the clock may be faster than the processor.
    assert checked.reason in {reason, "wasn't done in time"}
    assert pool.run("echo", "next").result == "next"
    assert pool.processes == before, "one check that ends must not cost a new zygote"


def test_a_process_that_is_stopped_is_given_up(pool: Pool) -> None:
    assert pool.run("crash", "SIGSTOP", limit=0.2).state == "time"
    assert pool.run("echo", "next").result == "next"


def test_a_long_text_is_refused_before_it_is_sent() -> None:
    pool = Pool("no.such.module")
    checked = pool.run("echo", "x" * 10_000_000)
    assert checked.state == "refused"
    assert "10,000,000 characters" in checked.reason
    assert pool.processes is None


@pytest.mark.parametrize("limit", [0.0, -1.0, float("nan"), float("inf")])
def test_a_limit_that_is_none_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="limit"):
        Pool("no.such.module").run("echo", "x", limit=limit)


def test_checks_know_nothing_of_each_other(pool: Pool) -> None:
    said = {pool.run("remember", str(number)).result for number in range(12)}
    assert len(said) == 1
    assert said.pop().startswith("1 ")


def test_a_worker_has_nothing_of_its_caller(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    fresh = Pool(HARD_JOBS, size=1)
    try:
        environment = fresh.run("describe", "environment").result.split()
        assert "SECRET" not in environment and "PATH" not in environment and "HOME" not in environment
        assert fresh.run("describe", "folder").result == "/"
        assert fresh.run("describe", "limits").result == "0 0 64"
        assert fresh.run("describe", "main").result == "None"
        process, session = fresh.run("describe", "process").result.split()
        assert int(session) == fresh.processes != os.getsid(0)
        assert int(process) != fresh.processes
    finally:
        fresh.close()


def test_two_hundred_checks_from_threads_at_once(pool: Pool) -> None:
    jobs = ["echo", "echo", "echo", "refuse", "crash"]

    def check(number: int) -> tuple[str, str]:
        job = jobs[number % len(jobs)]
        checked = pool.run(job, "SIGKILL" if job == "crash" else str(number))
        assert job != "echo" or checked.result == str(number)
        assert job != "refuse" or checked.reason == f"{number} can't be read"
        return job, checked.state

    with ThreadPoolExecutor(200) as threads:
        ends = Counter(threads.map(check, range(200)))
    assert ends == {("echo", "done"): 120, ("refuse", "refused"): 40, ("crash", "died"): 40}


async def test_the_event_loop_runs_on_while_a_check_runs(pool: Pool) -> None:
    check = asyncio.create_task(asyncio.to_thread(pool.run, "sleep", "0.3"))
    turns = 0
    while not check.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert (await check).state == "done"
    assert turns >= 3


def test_a_zygote_that_is_killed_is_replaced_and_no_check_is_lost() -> None:
    pool = Pool(HARD_JOBS, size=2)
    try:
        pool.run("echo", "warm")
        first = pool.processes
        with ThreadPoolExecutor(8) as threads:
            checks = [threads.submit(pool.run, "spin", "0.1") for _ in range(8)]
            assert first is not None
            os.killpg(first, signal.SIGKILL)
            assert [check.result().state for check in checks] == ["done"] * 8
        assert pool.processes != first
    finally:
        pool.close()


def test_a_worker_killed_in_mid_check_is_a_verdict(tmp_path: Path) -> None:
    pool = Pool(HARD_JOBS, size=1)
    try:
        pool.run("echo", "warm")
        assert pool.processes is not None
        with ThreadPoolExecutor(1) as thread:
            check = thread.submit(pool.run, "mark", str(tmp_path / "begun"), limit=20.0)
            until((tmp_path / "begun").exists)
            for child in children(pool.processes):
                os.kill(child, signal.SIGKILL)
            checked = check.result()
        assert (checked.state, checked.reason) == ("died", "the process ended by SIGKILL")
        assert pool.run("echo", "next").result == "next"
    finally:
        pool.close()


def test_a_pool_that_is_closed_leaves_no_process_and_says_so() -> None:
    pool = Pool(HARD_JOBS, size=2)
    pool.run("echo", "x")
    group = pool.processes
    assert group is not None
    pool.close()
    until(lambda: not alive(group))
    with pytest.raises(RuntimeError, match="closed"):
        pool.run("echo", "x")
    pool.close()


def test_jobs_that_can_not_be_loaded_are_said_in_one_line_to_everybody_who_waits() -> None:
    pool = Pool("no.such.module", size=1)
    with ThreadPoolExecutor(4) as threads:
        checks = [threads.submit(pool.run, "echo", "x") for _ in range(4)]
    for check in checks:
        with pytest.raises(UserFault, match=r"doesn't start: ModuleNotFoundError.*'no'"):
            check.result()


def test_a_system_without_fork_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(UserFault, match="Linux, macOS"):
        Pool(HARD_JOBS, size=1).run("echo", "x")
