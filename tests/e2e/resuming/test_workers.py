"""Rows made by Ray's actors: the same bytes, whatever dies, and nothing of Ray is left or seen."""

import os
import signal
from dataclasses import replace

import pytest

from benchmarks.endurance import workers
from benchmarks.endurance.building import Size, hashes, programs, words
from tests.e2e.program import below, count, row_answers, until
from tests.simulator.launch import simulator
from tests.warm import PROGRAM, Warm

pytest.importorskip("ray", reason="Ray isn't installed: extra `ray`")
SIZE = Size(rows=40, latency=60, concurrency=8, number=1, seconds=0, seed=3)
SOON_GONE = {"RAY_health_check_period_ms": "500"}
"""A node that refuses connections is gone after five of Ray's looks, which are seconds apart otherwise."""
LOST = "SELECT count(*) FROM ledger WHERE state = 'lost'"


@pytest.mark.timeout(300)  # eight processes of Ray begin and end, on a machine that may do more
def test_a_killed_worker_costs_its_open_calls_and_sigterm_nothing() -> None:
    with programs(SIZE) as program:
        with simulator(latency=SIZE.latency, seed=SIZE.seed) as endpoint:
            assert replace(program, base_url=endpoint.base_url)(*words(SIZE, "calm")).code == 0
            calls, half = endpoint.stats()["requests"], row_answers(program.folder / "calm") // 2
        run = program.folder / "rough"
        with simulator(latency=SIZE.latency, seed=SIZE.seed) as endpoint:
            rough = replace(program, base_url=endpoint.base_url)
            process = rough.start(*words(SIZE, run.name, *workers.flags(2)))
            until(process, lambda: row_answers(run) >= half // 2)
            begun = below(process.pid)
            workers.kill_a_worker(process)
            until(process, lambda: row_answers(run) >= half)
            begun |= below(process.pid)
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate()
            assert process.returncode == 130, out + err
            assert not workers.left(begun)
            done = rough("resume", run.name, "--yes", "--workers", "none")
            assert done.code == 0, done.err
            stats = endpoint.stats()
        assert hashes(run) == hashes(program.folder / "calm")
        lost = count(run, LOST)
        assert lost <= SIZE.concurrency
        assert stats["repeated"] <= stats["requests"] - calls <= lost
        for told in (
            "2 workers of Ray",
            f"a worker died; another one is asked for in its place ({lost} call",
        ):
            assert told in err
        assert not [word for word in ("Traceback", "raylet", "WARNING", "SIGTERM") if word in out + err]


@pytest.mark.timeout(300)
def test_a_cluster_that_is_gone_ends_the_build_in_order() -> None:
    size = replace(SIZE, rows=120, concurrency=2)
    with programs(size) as program, simulator(latency=300, seed=size.seed) as endpoint:
        mine = replace(program, base_url=endpoint.base_url)
        flags = words(size, "gone", *workers.flags(3))
        process = Warm(PROGRAM, flags, mine.folder, {**mine.environment(), **SOON_GONE})
        until(process, lambda: row_answers(program.folder / "gone") >= 4)
        begun = below(process.pid)
        os.kill(next(number for number, title in begun.items() if "/raylet " in title), signal.SIGKILL)
        out, err = process.communicate()
        assert process.returncode == 3, out + err
        assert "the cluster of Ray on this machine is gone" in err
        assert (
            "1 worker of Ray to make the rows, not 3: each needs one of the calls at once, and rows have 1"
            in err
        )
        assert not workers.left(begun)
