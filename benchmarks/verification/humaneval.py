"""The sandbox and its mutants on HumanEval: 164 programs that are right, with tests that people wrote.

    python -m benchmarks.verification.humaneval --out humaneval.json

Each row's canonical solution is run with the row's tests (all must pass), then with no tests at all (what a
run costs), and its mutants with the tests (the share that is noticed). Times are wall times of one run after
another, start and end included; `empty_program_ms` is what an empty one costs there and in a bare Python.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.command import command, measured_on
from seedbed.tools.running.mutants import strength
from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.verification.sandbox.sandbox import find_sandbox

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "humaneval" / "test.jsonl"
SECONDS = 20.0
"""Most time of one of the rows' own tests."""


def measure(data: Path, most: int) -> dict[str, Any]:
    """Every row's outcome and the figures over all of them."""
    sandbox = find_sandbox()
    rows = [json.loads(line) for line in data.read_text("utf-8").splitlines()]
    outcomes = [_one(sandbox, row, most) for row in rows]
    shares = [one["killed"] / one["mutants"] for one in outcomes if one["mutants"]]
    return {
        "passed": sum(one["state"] == "passed" for one in outcomes),
        "rows": len(rows),
        "mutants": sum(one["mutants"] for one in outcomes),
        "mean_mutation_score": round(statistics.mean(shares), 4),
        "noticed_by_the_tests_themselves": sum(one["asserted"] > 0 for one in outcomes),
        "none_noticed": [one["task"] for one in outcomes if not one["killed"]],
        "passed_with_tests_that_assert_nothing": sum(one["blind"] == 0 for one in outcomes),
        "ms_per_run": _spread([one["ms"] for one in outcomes]),
        "empty_program_ms": {"sandbox": _cost(lambda: sandbox.run("", "")), "bare_python": _cost(_bare)},
        "sandbox": {"name": sandbox.name, "layers": sandbox.layers},
        "load_average": os.getloadavg(),
        **measured_on(),
        "each": outcomes,
    }


def _one(sandbox: Sandbox, row: dict[str, str], most: int) -> dict[str, Any]:
    program = row["prompt"] + row["canonical_solution"]
    tests = f"{row['test']}\ncheck({row['entry_point']})\n"
    began = time.perf_counter()
    ran = sandbox.run(program, tests, seconds=SECONDS)
    took = time.perf_counter() - began
    found = strength("python", program, None, tests, most=most, seconds=SECONDS)
    # Tests that look at nothing must let every mutant pass that can be executed at all.
    blind = strength("python", program, None, "pass", most=min(most, 3))
    assert not isinstance(found, str) and not isinstance(blind, str), (found, blind)
    return {
        "task": row["task_id"],
        "state": ran.state,
        "detail": ran.detail,
        "ms": round(1000 * took, 1),
        "mutants": found.total(),
        "killed": found["refused"] + found["broke"],
        "asserted": found["refused"],
        "blind": blind["refused"] + blind["broke"],
    }


def _bare() -> object:
    words = [sys.executable, "-s", "-S", "-P", "-B", "-c", ""]
    return subprocess.run(words, check=True)


def _cost(call: Callable[[], object], times: int = 50) -> dict[str, float]:
    walls = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        walls.append(1000 * (time.perf_counter() - began))
    return _spread(walls)


def _spread(values: list[float]) -> dict[str, float]:
    parts = statistics.quantiles(values, n=20)
    return {"median": round(statistics.median(values), 1), "p95": round(parts[-1], 1)}


if __name__ == "__main__":
    command(measure, __doc__, raw=("each",), data=DATA, most=12)
