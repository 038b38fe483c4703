"""How the run of a coding task is re-checked: solution and tests of the row, run again in the sandbox.

Where this machine has no sandbox nothing is run, and the audit says so: not checkable, with the reason. That
solvers agreed is read from the journal: their programs, and what came of each with these tests.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from seedbed.memory.candidate import Agreement, Execution
from seedbed.memory.errors import UserFault
from seedbed.tools.evaluation.recheck_place import Checked, Place
from seedbed.tools.verification.code_task import PASSED, execution_key, said_solution

if TYPE_CHECKING:
    from seedbed.tools.verification.sandbox.sandbox import Sandbox

_BY_THE_MACHINE = ("time", "memory", "died")
"""Ends of a run that say something of this machine, and nothing of the row."""


def execution(evidence: Execution, place: Place) -> Checked:
    """Whether the row's solution is what was run, and passes the row's tests again."""
    for name, text in (("solution", evidence.program), ("tests", evidence.tests)):
        if place.row.get(name) != text:
            return "recomputed", f"the row's {name} {'is' if name == 'solution' else 'are'} not what was run"
    key = execution_key(place.brief.id, _attempt(place), "solution", evidence.program, evidence.tests)
    if not _came_to(place, key, PASSED):
        return "recomputed", "the journal has no run of it that passed"
    sandbox, why_not = _sandbox()
    if sandbox is None:
        return "not checkable", why_not
    ran = sandbox.run(evidence.program, evidence.tests)
    if ran.state in _BY_THE_MACHINE:
        ran = sandbox.run(evidence.program, evidence.tests)
    if ran.state in _BY_THE_MACHINE:
        return "not checkable", f"a program that passed when it was made ended here by {ran.state}"
    return "recomputed", "" if ran.state == PASSED else "run again, the solution doesn't pass the tests"


@cache
def _sandbox() -> "tuple[Sandbox | None, str]":
    """The sandbox of this machine; None, and why there is none."""
    from seedbed.tools.verification.sandbox.sandbox import find_sandbox

    try:
        return find_sandbox(), ""
    except UserFault as fault:
        return None, str(fault)


def solved_alike(evidence: Agreement, place: Place) -> str:
    """What is wrong with the agreement of a task's solvers; empty: it follows from the journal."""
    own, *ends = evidence.answers or ("",)
    if not ends or {own, *ends} != {PASSED} or evidence.share != 1:
        return "the solutions don't all pass"
    if evidence.question != place.row.get("problem"):
        return "the solvers were asked something else than the row's problem"
    tests = str(place.row.get("tests", ""))
    for draw in range(len(ends)):
        said = place.objects("solver", "solve_code", draw)
        programs = [said_solution(one) for one in said]
        step = f"solver {draw + 1}"
        keys = [execution_key(place.brief.id, _attempt(place), step, program, tests) for program in programs]
        if not any(_came_to(place, key, PASSED) for key in keys):
            return f"the journal has no solution number {draw + 1} that passed the row's tests"
    return ""


def _came_to(place: Place, key: str, state: str) -> bool:
    known: Any = place.store.journaled(key)
    return isinstance(known, Mapping) and known.get("state") == state


def _attempt(place: Place) -> int:
    return place.candidate.draft.attempts - 1
