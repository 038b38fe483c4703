"""What tests, or a result, are worth: the share of a program's faulty variants that they tell from it.

As `verification/sandbox/strength.py` (DeMillo, Lipton and Sayward, 1978), for programs in any language, and
for those without tests, whose result must change.
"""

import time
from dataclasses import dataclass
from typing import Any

from seedbed.tools.running.mutants import MOST, variants
from seedbed.tools.running.run import SECONDS, run_once, same

LEAST_SECONDS = 2.0
"""Time of a variant at least; one that runs on is told by that."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How many variants were told from the program."""

    told: int
    total: int
    """Those that could be built."""
    refused: int
    """Those told by the tests' own code, or by another result: that didn't merely break down."""
    said: str = ""
    """Why the program itself isn't right; empty: it is."""

    @property
    def share(self) -> float:
        """From 0 to 1; 0 where there are no variants."""
        return self.told / self.total if self.total else 0.0


def strength(
    kind: str, program: str, files: Any, tests: str, *, seconds: float = SECONDS, most: int = MOST
) -> Strength:
    """Runs a program, then at most `most` of its variants. Raises ToolFault."""
    began = time.monotonic()
    right = run_once(kind, program, files, tests, seconds, 0)
    if not right["ok"]:
        return Strength(0, 0, 0, right["said"])
    took = min(seconds, max(LEAST_SECONDS, 3 * (time.monotonic() - began)))
    told = total = refused = 0
    for variant in variants(kind, program, most):
        ran = run_once(kind, variant, files, tests, took, 0)
        if ran["stage"] in ("build", "given"):
            continue
        total += 1
        if not ran["ok"] or not (tests or same(right, ran)):
            told += 1
            refused += ran["stage"] == "tests" or bool(ran["ok"])
    return Strength(told, total, refused)
