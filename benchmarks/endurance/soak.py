"""One long build, looked at from outside as its rows come: memory, CPU a row, bytes a row.

The simulated writer has few words, so ever more of what it writes are near-copies (20 % at 35,000 rows):
what a candidate costs tells of the engine, what a row costs of both.
"""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.endurance.building import Size, programs, words
from tests.e2e.program import count, ended
from tests.simulator.launch import simulator

_MARKS = (0.01, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Shares of the rows at which the figures are read."""
_LOOK = 1.0
"""Seconds between two looks."""
_STORE = ("run.sqlite", "run.sqlite-wal")


def measure(size: Size) -> dict[str, Any]:
    """`at`: by rows there, the process' memory and CPU, its store's bytes, and both a row since the last."""
    with (
        programs(size) as program,
        simulator(latency=size.latency, seed=size.seed) as endpoint,
        (program.folder / "said").open("w+", encoding="utf-8") as said,
    ):
        process = subprocess.Popen(  # from its start: a warm one has modules that a build never loads
            [sys.executable, "-m", "seedbed", *words(size, "run")],
            cwd=program.folder,
            env=replace(program, base_url=endpoint.base_url).environment(),
            stdout=said,
            stderr=said,
            text=True,
        )
        run, began = program.folder / "run", time.monotonic()
        marks, at, before = (
            [round(size.rows * share) for share in _MARKS],
            list[dict[str, Any]](),
            (0, 0.0, 0, 0),
        )
        while marks and not ended(process):
            time.sleep(_LOOK)
            rows = count(run, "SELECT count(*) FROM candidates WHERE state = 'accepted'")
            if rows >= marks[0] and (now := used(process.pid)):
                while marks and rows >= marks[0]:
                    marks.pop(0)
                bytes_ = sum(p.stat().st_size for name in _STORE if (p := run / name).exists())
                since, tried = rows - before[0], count(run, "SELECT max(number) FROM candidates")
                spent = 1000 * (now["cpu_seconds"] - before[1])
                at.append(
                    {
                        "rows": rows,
                        "candidates": tried,
                        "seconds": round(time.monotonic() - began, 1),
                        **now,
                        "store_bytes": bytes_,
                        "cpu_ms_a_row": round(spent / since, 2),
                        "cpu_ms_a_candidate": round(spent / (tried - before[3]), 2),
                        "bytes_a_row": round((bytes_ - before[2]) / since),
                    }
                )
                before = rows, now["cpu_seconds"], bytes_, tried
                print(at[-1], flush=True)
        process.wait()
        said.seek(0)
        heard = said.read()
        files = {p.name: p.stat().st_size for p in sorted(run.iterdir()) if p.is_file()}
    assert process.returncode == 0, f"exit code {process.returncode}: {heard[-2000:]}"
    return {"at": at, "seconds": round(time.monotonic() - began, 1), "files": files}


def used(process: int) -> dict[str, float]:
    """CPU seconds and MB of a process so far; nothing where it is gone."""
    place = Path(f"/proc/{process}")
    try:
        fields = (place / "stat").read_text().rpartition(")")[2].split()
        status = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines())
    except (FileNotFoundError, ProcessLookupError):
        return {}
    if "VmRSS" not in status:  # it has just ended
        return {}
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    mb = {name: round(int(status[key].split()[0]) / 1024, 1) for name, key in _MEMORY.items()}
    return {"cpu_seconds": round(cpu, 1), **mb}


_MEMORY = {"mb": "VmRSS", "peak_mb": "VmHWM", "own_mb": "RssAnon"}
