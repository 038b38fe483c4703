"""What tests, or a result, are worth: the share of a program's faulty variants that they tell from it.

Tests that let every variant pass say nothing about the program (DeMillo, Lipton and Sayward, 1978). One that
behaves like the program can't be told from it by any tests, so a share below 1 is no fault in itself. Of a
program without tests the result must change.
"""

import time
from dataclasses import dataclass
from functools import partial
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
    run = partial(run_once, kind, files=files, tests=tests, seed=0, shown=not tests)
    began = time.monotonic()
    right = run(program, timeout=seconds)
    if not right["ok"]:
        return Strength(0, 0, 0, right["said"])
    # A slow program's variants are slow too: that alone is no reason to call them told.
    most_time = min(seconds, max(LEAST_SECONDS, 3 * (time.monotonic() - began)))
    runs = [run(variant, timeout=most_time) for variant in variants(kind, program, most)]
    built = [ran for ran in runs if ran["stage"] not in ("build", "given")]
    told = [ran for ran in built if not ran["ok"] or not (tests or same(right, ran))]
    refused = sum(ran["stage"] == "tests" or bool(ran["ok"]) for ran in told)
    return Strength(len(told), len(built), refused)
