"""How every hostile expression ends, computed and compared on either side, and how long the slowest takes.

    python -m benchmarks.verification.hostile --out FILE

Through the same pool as everybody's checks, one after the other. That nothing is executed is not looked at
here: tests/tools/verification/hostile does, with canaries and Python's audit events.
"""

import os
import time
from collections import Counter
from functools import partial
from typing import Any

from benchmarks.command import command
from seedbed.tools.verification.equivalence import computed, equivalent
from tests.tools.verification.hostile.expressions import HOSTILE


def measure() -> dict[str, Any]:
    """Ends by kind, whether 1+1 was answered after each, the slowest in seconds, the load of the machine."""
    load = os.getloadavg()[0]
    computed(r"1 \cdot 2")
    ends: dict[str, Counter[str]] = {kind: Counter() for kind in HOSTILE}
    slowest: list[tuple[float, str, str, str]] = []
    answered = 0
    for kind, texts in HOSTILE.items():
        for text in texts:
            both = partial(equivalent, text, "2"), partial(equivalent, "x", text)
            for check in (partial(computed, text), *both):
                began = time.perf_counter()
                checked = check()
                took = round(time.perf_counter() - began, 3)
                slowest.append((took, checked.state, checked.reason, text[:60]))
                ends[kind][checked.state] += 1
                answered += computed(r"1 \cdot 2").result == "2"
    return {
        "texts": sum(map(len, HOSTILE.values())),
        "checks": len(slowest),
        "ends": dict(sum(ends.values(), Counter())),
        "ends_by_kind": {kind: dict(counted) for kind, counted in ends.items()},
        "one_and_one_answered_after": answered,
        "slowest_seconds": sorted(slowest, reverse=True)[:12],
        "load_before_and_after": [round(load, 2), round(os.getloadavg()[0], 2)],
    }


if __name__ == "__main__":
    command(measure, __doc__, raw=("ends_by_kind", "slowest_seconds"))
