"""`program`: a program passes its tests, twice."""

from collections.abc import Mapping
from random import Random
from typing import Any

from seedbed.memory.candidate import Execution
from seedbed.tools.checks.check import Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.running.asking import RunArguments, broken_variant, joined, running

NAME = "program"


async def _verify(inputs: Mapping[str, Any], arguments: RunArguments, case: Case) -> Verdict:
    """Without tests it has to end well."""
    from seedbed.tools.running.run import run

    program, tests = inputs["program"], inputs.get("tests") or ""
    if not isinstance(program, str) or not program.strip():
        return no_verdict("there is no program")
    tests = "\n".join(tests) if isinstance(tests, (list, tuple)) else str(tests)
    ran = await run(
        arguments.language,
        program,
        files=joined(inputs.get("files")),
        tests=tests,
        timeout=arguments.timeout,
        seed=case.seed,
    )
    outcome = "passed" if ran["ok"] else ran["said"]
    evidence = Execution(ok=ran["ok"], by=NAME, program=program, tests=tests, outcome=outcome)
    return held(evidence) if ran["ok"] else failed("wrong answer", ran["said"], evidence)


def _mutant(inputs: Mapping[str, Any], arguments: RunArguments, draw: Random) -> Mapping[str, Any] | None:
    """A variant of the program that fails the tests."""
    program, tests = inputs.get("program"), inputs.get("tests")
    if not isinstance(program, str) or not tests:
        return None
    tests = "\n".join(tests) if isinstance(tests, (list, tuple)) else str(tests)
    files = joined(inputs.get("files"))
    variant = broken_variant(arguments.language, program, files, tests, arguments.timeout, draw)
    return None if variant is None else {"program": variant}


CHECK = Check(
    name=NAME,
    about="A program ends well and passes its tests, in two new folders alike.",
    inputs=("program", "tests", "files*"),
    optional=frozenset({"files"}),
    verify=running(_verify),
    arguments=RunArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"program_mutant": _mutant},
    example="program: {program: solution, tests: tests, in: python}",
)
