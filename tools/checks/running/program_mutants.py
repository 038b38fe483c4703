"""`program_mutants`: the tests of a program, or its result, tell it from its faulty variants."""

import asyncio
from collections.abc import Mapping
from random import Random
from typing import Any

from pydantic import Field

from seedbed.memory.candidate import Execution
from seedbed.tools.checks.check import Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.running.asking import RunArguments, joined, running

NAME = "program_mutants"
_IDLE = {"python": "assert True", "bash": "assert True", "rust": "#[test] fn nothing() {}"}
"""Tests that assert nothing."""


class MutantsArguments(RunArguments):
    """How much has to be told."""

    least: float = Field(0.5, ge=0, le=1, description="share of variants; some behave like the program")


async def _verify(inputs: Mapping[str, Any], arguments: MutantsArguments, case: Case) -> Verdict:
    """At least one variant has to be refused by the tests' own code, or to give another result."""
    from seedbed.tools.running.strength import strength

    program, tests = inputs["program"], inputs.get("tests") or ""
    if not isinstance(program, str) or not program.strip():
        return no_verdict("there is no program")
    tests = "\n".join(tests) if isinstance(tests, (list, tuple)) else str(tests)
    files = joined(inputs.get("files"))
    found = await asyncio.to_thread(
        strength, arguments.language, program, files, tests, seconds=arguments.timeout
    )
    if found.said:
        return failed("wrong answer", found.said)
    if not found.total:
        return no_verdict("the program has nothing that could be changed")
    what = "the tests" if tests else "the result"
    outcome = f"{found.told} of {found.total} variants told by {what}"
    enough = found.refused > 0 and found.share >= arguments.least
    evidence = Execution(ok=enough, by=NAME, program=program, tests=tests, outcome=outcome)
    if enough:
        return held(evidence)
    said = f"{what} let {found.total - found.told} of {found.total} faulty variants of the program pass"
    if found.told and not found.refused:
        said = f"{what} refuse no faulty variant of the program: {found.told} of {found.total} merely break"
    return failed("low quality", said, evidence)


def _idle(inputs: Mapping[str, Any], arguments: MutantsArguments, _draw: Random) -> Mapping[str, Any] | None:
    """Tests that assert nothing."""
    tests = _IDLE.get(arguments.language)
    return {"tests": tests} if tests and inputs.get("tests") and arguments.least > 0 else None


CHECK = Check(
    name=NAME,
    about="Small faults put into a program make its tests fail or, without tests, change its result.",
    inputs=("program", "tests", "files*"),
    optional=frozenset({"tests", "files"}),
    verify=running(_verify),
    arguments=MutantsArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"no_assertion": _idle},
    example="program_mutants: {program: solution, tests: tests, in: python}",
)
