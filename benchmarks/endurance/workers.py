"""Builds whose rows are made by Ray's actors, against one process: how fast; and what a worker costs that is
killed in mid-build."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.endurance.building import Size, hashes, programs, read, told, words
from seedbed.memory.files.run_folder import open_for_reading
from tests.e2e.program import Program, below, lines, until
from tests.simulator.launch import Running, simulator

_CREWS = (0, 1, 2, 4)
"""Workers; 0: one process that makes its rows itself."""
_GONE = 10.0
"""Seconds for processes that were told to end."""

Disturb = Callable[["subprocess.Popen[str]"], None]


def measure(size: Size) -> dict[str, Any]:
    """Calls a second by number of workers, in turn; and a build of which a worker is killed."""
    with programs(size) as program, simulator(latency=size.latency, seed=size.seed) as endpoint:
        mine = replace(program, base_url=endpoint.base_url)
        runs = [_timed(mine, size, crew, turn) for turn in range(size.number) for crew in _CREWS]
        same = len({tuple(hashes(program.folder / run["run"]).items()) for run in runs}) == 1
    best = {crew: max(r["calls_per_second"] for r in runs if r["workers"] == crew) for crew in _CREWS}
    return {"calls_per_second": best, "same": same, "killed": killed(size), "runs": runs}


def _timed(program: Program, size: Size, crew: int, turn: int) -> dict[str, Any]:
    run, began = f"of-{crew}-{turn}", time.monotonic()
    done = told(program(*words(size, run, *flags(crew))), began)
    return {"run": run, "workers": crew} | done | read(program.folder / run)


def flags(crew: int) -> Sequence[str]:
    """Of a build with so many workers."""
    return ("--workers", f"ray:local:{crew}") if crew else ()


def workers(process: int) -> list[int]:
    """Numbers of the processes that make rows for a build."""
    return [number for number, title in below(process).items() if title.startswith("ray::Maker")]


def killed(size: Size) -> dict[str, Any]:
    """A build of which one worker is killed."""
    found: dict[str, Any] = disturbed(size, {"killed": (kill_a_worker, ())})["killed"]
    return found


def kill_a_worker(process: "subprocess.Popen[str]") -> None:
    """SIGKILL."""
    os.kill(random.Random(process.pid).choice(workers(process.pid)), signal.SIGKILL)


def disturbed(
    size: Size,
    disturbing: Mapping[str, tuple[Disturb, Sequence[str]]],
    *,
    crew: int = 2,
    said: Callable[[str], None] = lambda line: None,
    **spec: Any,
) -> dict[str, Any]:
    """Builds with workers that something happens to once half of the calls have come, against a calm one.

    Args:
        disturbing: Name of a build → what happens, and the build's own flags.
    """
    with programs(size, **spec) as program:
        with simulator(latency=size.latency, seed=size.seed) as endpoint:
            done = replace(program, base_url=endpoint.base_url)(*words(size, "calm"))
            assert done.code == 0, done.err
            calls = endpoint.stats()["requests"]
        failed = _failed(program.folder / "calm")
        rows = len(lines(program.folder / "calm/dataset.jsonl"))
        said(f"calm: one process, {rows} rows, {calls} calls, a store of its own")
        found: dict[str, Any] = {}
        for name, (disturb, more) in disturbing.items():
            with simulator(latency=size.latency, seed=size.seed) as endpoint:
                rough = replace(program, base_url=endpoint.base_url)
                process, began = rough.start(*words(size, name, *flags(crew), *more)), time.monotonic()
                until(process, partial(_half, endpoint, calls // 2))
                begun = below(process.pid)
                said(f"{name}: {crew} workers, {len(begun)} processes of Ray; now it happens")
                disturb(process)
                out, err = process.communicate()
                stats = endpoint.stats()
            found[name] = {
                "exit_code": process.returncode,
                "process_seconds": round(time.monotonic() - began, 2),
                "rows": rows,
                "same": hashes(program.folder / "calm") == hashes(program.folder / name),
                "lost": _failed(program.folder / name) - failed,
                "repeated": stats["repeated"],
                "calls_more": stats["requests"] - calls,
                "left": left(begun),
                "said": _said(out + err),
            }
            said(f"{name}: {found[name]}")
    return found


def _failed(run: Path) -> int:
    """Calls that failed or were lost."""
    with closing(open_for_reading(run).open_store()) as store:
        return store.totals().failed_calls


def _said(words: str) -> list[str]:
    """What a build had to say while it made rows, critiques left out."""
    making = words.partition("produce: making rows")[2].splitlines()
    return [line for line in making if line.startswith("·") and "critique after" not in line]


def _half(endpoint: Running, calls: int) -> bool:
    return bool(endpoint.stats()["requests"] >= calls)


def left(begun: dict[int, str]) -> list[str]:
    """Titles of the processes that are there still."""
    until_then = time.monotonic() + _GONE
    while there := [title for number, title in begun.items() if Path(f"/proc/{number}").exists()]:
        if time.monotonic() > until_then:
            break
        time.sleep(0.05)
    return there
