"""What tests, or a result, are worth: the share of a program's faulty variants that they tell from it.

Tests that let every variant pass say nothing about the program (DeMillo, Lipton and Sayward, 1978). One that
behaves like the program can't be told from it by any tests, so a share below 1 is no fault in itself. Of a
program without tests the result must change.
"""

import time
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from seedbed.tools.running.mutants import MOST, variants
from seedbed.tools.running.run import SECONDS, run_once, same

LEAST_SECONDS = 2.0
"""Time of a variant at least; one that runs on is told by that."""


def strength(
    kind: str, program: str, files: Any, tests: str, *, seconds: float = SECONDS, most: int = MOST
) -> Counter[str] | str:
    """How many of at most `most` variants were `refused`, `broke` down or `passed`.

    Refused is one by the tests' own code, or by another result; those that can't be built don't count. A text
    says why the program itself isn't right. Raises ToolFault.
    """
    run = partial(run_once, kind, files=files, tests=tests, seed=0, shown=not tests)
    began = time.monotonic()
    right = run(program, timeout=seconds)
    if not right["ok"]:
        return str(right["said"])
    # A slow program's variants are slow too: that alone is no reason to call them told.
    most_time = min(seconds, max(LEAST_SECONDS, 3 * (time.monotonic() - began)))

    def ended(ran: Mapping[str, Any]) -> str:
        if ran["ok"]:
            return "passed" if tests or same(right, ran) else "refused"
        return "refused" if ran["stage"] == "tests" else "broke"

    runs = [run(variant, timeout=most_time) for variant in variants(kind, program, most)]
    return Counter(ended(ran) for ran in runs if ran["stage"] not in ("build", "given"))
