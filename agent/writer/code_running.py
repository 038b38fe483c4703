"""Running the programs of coding tasks while a build goes on: in the sandbox, off the event loop, journaled.

Whether a program keeps its limits isn't a pure function of the program, so what came of a run is written to
the journal before it is used, under the candidate and what was run; a build that goes on finds it there. What
a sandbox is, and what it protects from, is `tools/verification/sandbox`.
"""

import asyncio
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seedbed.agent.work import Bench, Work
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part
from seedbed.tools.verification.code_task import PASSED, execution_key

if TYPE_CHECKING:
    from seedbed.tools.verification.sandbox.sandbox import Sandbox

MOST_MUTANTS = 12
"""Small faults put into a solution, one at a time, at most."""
_STAGE = "execution"
_SHOWN_BEFORE = "execution/sandbox"
_ONCE_MORE = ("time", "died")
"""Ends that a busy machine may cause: they count only if they come twice."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program's tests ended."""

    state: str
    """The sandbox's word: passed, failed, error, time, memory or died."""
    detail: str
    """What it said of it, on one line; may be empty."""

    @property
    def passed(self) -> bool:
        """Whether every test held."""
        return self.state == PASSED

    def __str__(self) -> str:
        return f"{self.state}: {self.detail}" if self.detail else self.state


@dataclass(frozen=True, slots=True)
class Strength:
    """How many small faults in the solution the tests find."""

    killed: int
    """Variants that don't pass."""
    total: int
    asserted: int
    """Of those killed, the ones that a test refused; the others broke down or ran on by themselves."""

    @property
    def ended(self) -> int:
        """Variants that gave the tests something to refuse."""
        return self.total - (self.killed - self.asserted)


def lacks_sandbox(part: Part, bench: Bench) -> str | None:
    """Why programs can't be run here; None: they can, or could when the run was made.

    A run that has begun keeps its method: where its sandbox is gone it stops, and goes on where there is one.
    """
    store = bench.desk.store
    if store.journaled(_SHOWN_BEFORE) is not None:
        return None
    derived = bench.shelf.derived
    if "no sandbox" not in derived:
        try:
            sandbox_of(bench)
            derived["no sandbox"] = ""
        except UserFault as fault:
            derived["no sandbox"] = str(fault)
    if not derived["no sandbox"]:
        store.journal(_SHOWN_BEFORE, _STAGE, {"shown": True})
    return derived["no sandbox"] or None


def sandbox_of(bench: Bench) -> "Sandbox":
    """The sandbox of a run, looked for once.

    Raises:
        UserFault: network and home can't be shown to be shut off here.
    """
    derived = bench.shelf.derived
    if "sandbox" not in derived:
        from seedbed.tools.verification.sandbox.sandbox import find_sandbox

        derived["sandbox"] = find_sandbox()
    found: Sandbox = derived["sandbox"]
    return found


async def run_tests(program: str, tests: str, work: Work, bench: Bench, step: str) -> Outcome:
    """A program with its tests, run once, or read from the journal.

    Raises:
        UserFault: there is no sandbox here.
    """

    def run() -> dict[str, Any]:
        sandbox = sandbox_of(bench)
        ran = sandbox.run(program, tests)
        if ran.state in _ONCE_MORE:
            ran = sandbox.run(program, tests)
        return {"state": ran.state, "detail": "" if ran.state == PASSED else _on_a_line(ran.detail)}

    key = execution_key(work.brief.id, work.attempt, step, program, tests)
    return Outcome(**await _journaled(key, run, bench))


async def mutate(program: str, tests: str, work: Work, bench: Bench) -> Strength:
    """How many of the solution's mutants its tests fail, or what the journal says of it.

    Raises:
        UserFault: there is no sandbox here.
    """

    def run() -> dict[str, Any]:
        from seedbed.tools.verification.sandbox.strength import strength

        found = strength(sandbox_of(bench), program, tests, most=MOST_MUTANTS)
        return {"killed": found.killed, "total": found.total, "asserted": found.asserted}

    key = execution_key(work.brief.id, work.attempt, "mutants", program, tests)
    return Strength(**await _journaled(key, run, bench))


async def _journaled(key: str, run: Callable[[], dict[str, Any]], bench: Bench) -> dict[str, Any]:
    store, derived = bench.desk.store, bench.shelf.derived
    known = store.journaled(key)
    if known is None:
        gate = derived.setdefault("sandbox gate", asyncio.Semaphore(os.cpu_count() or 1))
        async with gate:
            known = await asyncio.to_thread(_run, run)
        store.journal(key, _STAGE, known)
    return dict(known or {})


def _run(run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A run; where no process can be started that is no row's fault, and the build ends here.

    Raises:
        UserFault: no process can be started.
    """
    try:
        return run()
    except OSError as error:
        raise UserFault(
            f"programs can't be run now: {error}",
            next_step="give the machine room for processes and temporary files, then `seedbed resume`",
        ) from error


def _on_a_line(detail: str) -> str:
    """The last line of what a run said, without what differs from run to run and without back-ticks.

    The writer is told it, and equal answers must lead to equal prompts.
    """
    lines = [line.strip() for line in detail.splitlines() if line.strip()]
    said = re.sub(r"\b0x[0-9a-fA-F]+", "0x…", lines[-1] if lines else "")
    said = "".join(letter if letter.isprintable() else " " for letter in said)
    return " ".join(said.replace("`", "'").split())[:_LONGEST]
