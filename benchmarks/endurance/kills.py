"""One build, killed at random instants by SIGKILL and resumed each time, against an undisturbed one."""

import random
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.endurance.building import Size, hashes, programs, read, since, told, words
from tests.e2e.program import Program, answers, count, ended
from tests.simulator.launch import Running, simulator

_EARLY = 0.2
"""Share of the kills that come at some instant after a process' start, whatever it has done by then."""
_OPEN = "SELECT count(*) FROM ledger WHERE state = 'open' AND id > {}"
"""Calls in flight, without those of kills before that no process has charged yet."""


def measure(size: Size) -> dict[str, Any]:
    """`same`: whether the files are the same bytes; `repeated` by the endpoint, against those `in_flight`."""
    with programs(size) as program:
        with simulator(latency=size.latency, seed=size.seed) as endpoint:
            calm, began = replace(program, base_url=endpoint.base_url), time.monotonic()
            whole = told(calm(*words(size, "calm")), began) | read(program.folder / "calm")
            whole["stats"] = endpoint.stats()
        all_answers = answers(program.folder / "calm")
        with simulator(latency=size.latency, seed=size.seed) as endpoint:
            rough, began = replace(program, base_url=endpoint.base_url), time.monotonic()
            kills = _killed(rough, endpoint, size, all_answers, whole["process_seconds"])
            last = told(rough(*_again(program.folder / "rough", size)), began)
            last |= read(program.folder / "rough") | {"stats": endpoint.stats()}
        files = {name: hashes(program.folder / name) for name in ("calm", "rough")}
    in_flight = sum(kill["in_flight"] for kill in kills)
    more = since(last["stats"], whole["stats"])["requests"]
    return {
        "asked": size.rows,
        "kills": sum(kill["alive"] for kill in kills),
        "same": files["calm"] == files["rough"],
        "repeated": last["stats"]["repeated"],
        "calls_more": more,
        "in_flight": in_flight,
        "files": files,
        "calm": whole,
        "rough": last,
        "runs": kills,
    }


def _again(run: Path, size: Size) -> tuple[str, ...]:
    """The command that goes on: a run that doesn't know yet what was asked for is built."""
    begun = count(run, "SELECT count(*) FROM meta WHERE key = 'request'")
    return ("resume", "rough", "--yes") if begun else words(size, "rough")


def _killed(
    program: Program, endpoint: Running, size: Size, all_answers: int, seconds: float
) -> list[dict[str, Any]]:
    """Kill so often: at points drawn over all answers and a tenth more (the closing phase), in their order,
    some milliseconds after; or at an instant after the start."""
    chance, run = random.Random(size.seed), program.folder / "rough"
    points = sorted(chance.uniform(0, 1.1 * all_answers) for _ in range(size.number))
    kills, calls = list[dict[str, Any]](), 0
    for point in points:
        early = chance.random() < _EARLY
        later = chance.uniform(0, 2.0 if early else size.latency / 1000)
        if point > all_answers:  # a part of the closing phase, for others are to find it unfinished
            later = chance.uniform(0, min(0.5, seconds / 20))
        process = program.start(*_again(run, size))
        began = time.monotonic()
        while not early and answers(run) < min(point, all_answers) and not ended(process):
            pass
        until = time.monotonic() + later
        while time.monotonic() < until and not ended(process):
            pass
        alive = process.poll() is None
        process.send_signal(signal.SIGKILL) if alive else None
        process.communicate()
        kills.append(
            {
                "point": round(point),
                "early": early,
                "alive": alive,
                "after_seconds": round(time.monotonic() - began, 3),
                "answers": answers(run),
                "in_flight": count(run, _OPEN.format(calls)),
                "repeated_so_far": endpoint.stats()["repeated"],
            }
        )
        calls = count(run, "SELECT coalesce(max(id), 0) FROM ledger")
    return kills
