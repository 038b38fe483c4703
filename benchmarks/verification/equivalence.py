"""Does the comparer of answers tell same from other, on pairs that somebody else wrote?

    python -m benchmarks.verification.equivalence PAIRS --out FILE

A line of PAIRS has `gold`, `pred` and `same`, and perhaps `source`. What was measured came from the tests of
Math-Verify, NeMo-Skills, MARIO_EVAL and SkyThought, and from answers of models to MATH problems beside the
right ones (Qwen2.5-Math, NeMo-Skills); they are others' and don't lie here. Only bare answers are compared,
not ones within prose. A verdict that isn't reached (refused, out of time) counts as wrong.
"""

import json
import statistics
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.command import command
from seedbed.tools.verification.equivalence import equivalent


def measure(pairs: Path) -> dict[str, Any]:
    """Right verdicts by source, states, times, and every wrong pair."""
    every = [json.loads(line) for line in pairs.read_text(encoding="utf-8").splitlines()]
    equivalent("x + 1", "1 + x")  # the start of the workers isn't counted
    right: Counter[str] = Counter()
    states: Counter[str] = Counter()
    wrong, times = [], []
    for pair in every:
        began = time.perf_counter()
        checked = equivalent(pair["gold"], pair["pred"])
        times.append((time.perf_counter() - began) * 1000)
        states[checked.state] += 1
        if checked.state == "done" and checked.ok is pair["same"]:
            right[pair.get("source", "")] += 1
        else:
            wrong.append(pair | {"state": checked.state, "ok": checked.ok, "reason": checked.reason})
    of = Counter(pair.get("source", "") for pair in every)
    return {
        "pairs": len(every),
        "right": right.total(),
        "by_source": {source: {"pairs": count, "right": right[source]} for source, count in of.items()},
        "called_same_but_other": sum(not pair["same"] and pair["ok"] for pair in wrong),
        "states": dict(states),
        "ms": {
            "median": round(statistics.median(times), 2),
            "95th": round(sorted(times)[int(len(times) * 0.95)], 1),
            "longest": round(max(times), 1),
        },
        "versions": {name: version(name) for name in ("math-verify", "latex2sympy2-extended", "sympy")},
        "wrong": wrong,
    }


if __name__ == "__main__":
    command(measure, __doc__, raw=("wrong",), pairs=Path)
