"""Checks a program by its tests and the tests by its mutants: the verdict about one row.

It does not know where program and tests come from.
"""

import time
from typing import Any

from seedbed.tools.verification.mutation.strength import SECONDS, strength
from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.verification.sandbox.sandbox import find_sandbox


def check_program(
    program: str, tests: str, sandbox: Sandbox | None = None
) -> tuple[bool, float, str, dict[str, Any]]:
    """Whether the tests pass and can fail; the share of mutants noticed; the reason; the evidence.

    ok: program and tests ran without an exception, and the tests' own code refused at least one mutant
    (one that merely breaks down shows nothing about the tests). The reason is one line,
    empty when ok. Raises SandboxFault where programs can't be run.
    """
    sandbox = sandbox or find_sandbox()
    began = time.monotonic()
    ran = sandbox.run(program, tests)
    took = time.monotonic() - began
    score, reason = 0.0, ""
    if ran.state != "passed":
        reason = f"{ran.state}: {ran.detail}" if ran.detail else ran.state
    else:
        # A slow program's mutants are slow too: that alone is no reason to call them noticed.
        found = strength(sandbox, program, tests, seconds=max(SECONDS, 3 * took))
        score = round(found.share, 6)
        if found.total == 0:
            reason = "the program has nothing that could be changed to see whether the tests can fail"
        elif found.killed == 0:
            reason = f"the tests let all {found.total} faulty variants of the program pass"
        elif found.asserted == 0:
            reason = f"the tests assert nothing: none of {found.total} faulty variants was refused by them"
    evidence = {
        "kind": "execution",
        "program": program,
        "tests": tests,
        "outcome": ran.state,
        "ok": not reason,
        "by": f"sandbox {sandbox.name}",
    }
    return not reason, score, reason, evidence
