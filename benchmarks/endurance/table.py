"""A row for each row of a person's table, of a tenth of the table and of all of it: what one costs must not
grow with the rows that there are.

Each build ends at a cap of `size.number` calls; what comes before its first row is told apart. Cells are
drawn words, so that no two rows are near-copies.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.endurance.building import Size, programs, words
from benchmarks.endurance.soak import used
from tests.e2e.program import Program, count
from tests.simulator.launch import simulator

_RECIPE = {
    "recipe": "notes",
    "about": "A review with a note on it",
    "row": {"review": "string 5..900 as prompt", "note": "string 1..300"},
    "make": {
        "item": {"pick": "passages", "n": 1, "whole": "document"},
        "review": {"set": "item | cell('review')"},
        "note": "Say in a few words what this review is about. {{ review }}",
    },
}
_WORDS = 40
"""Of a review."""
_LOOK = 0.25
"""Seconds between two looks."""
_ENDS = (0, 1, 3)
"""Exit codes of a build that has its rows, or all but near-copies (the simulated writer's words are few), or
that its budget ended."""


def measure(size: Size) -> dict[str, Any]:
    """`tables`: by rows of the table what comes before the first row, and what each costs; `ratio`: CPU of a
    row of the whole table, by that of a tenth."""
    spec = {"topic": "reviews", "recipe": _RECIPE, "sources": ["table.csv"], "each": {"of": "document"}}
    capped = {**spec, "budget": {"calls": size.number}}
    found = {}
    with simulator(latency=size.latency, seed=size.seed) as endpoint:
        for rows in (size.rows // 10, size.rows):
            with programs(size, **capped, rows=rows) as program:
                (program.folder / "table.csv").write_text(
                    "\n".join(_lines(rows, size.seed)), encoding="utf-8"
                )
                found[rows] = _build(replace(program, base_url=endpoint.base_url), size)
    few, many = found.values()
    return {"tables": found, "ratio": round(many["cpu_ms_a_candidate"] / few["cpu_ms_a_candidate"], 2)}


def _lines(rows: int, seed: int) -> Iterator[str]:
    draw = random.Random(seed)
    yield "nr,review"
    for number in range(rows):
        said = " ".join(f"{draw.randrange(16**4):04x}" for _ in range(_WORDS))
        yield f"{number},{said}"


def _build(program: Program, size: Size) -> dict[str, Any]:
    """A build to its cap, in a process from its start, looked at from outside."""
    run, looks, began = program.folder / "run", list[dict[str, float]](), time.monotonic()
    with (program.folder / "said").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "seedbed", *words(size, "run")],
            cwd=program.folder,
            env=program.environment(),
            stdout=said,
            stderr=said,
        )
        while process.poll() is None:
            if now := used(process.pid):
                tried = count(run, "SELECT count(*) FROM candidates")
                looks.append({**now, "tried": tried, "seconds": time.monotonic() - began})
            time.sleep(_LOOK)
        said.seek(0)
        heard = said.read()
    assert process.returncode in _ENDS, f"exit code {process.returncode}: {heard[-2000:]}"
    first, last = next(one for one in looks if one["tried"]), looks[-1]
    cpu = last["cpu_seconds"] - first["cpu_seconds"]
    return {
        "until_first_row": {name: round(first[name], 1) for name in ("seconds", "cpu_seconds", "mb")},
        "candidates": last["tried"],
        "cpu_ms_a_candidate": round(1000 * cpu / (last["tried"] - first["tried"]), 2),
        "peak_mb": last["peak_mb"],
        "sources_mb": round(sum(map(_size, (run / "sources").iterdir())) / 1e6, 1),
        "load": round(os.getloadavg()[0], 1),
    }


def _size(path: Path) -> int:
    return path.stat().st_size
