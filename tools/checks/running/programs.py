"""Programs of a row: `program` passes its tests, `program_mutants` finds tests that tell it from faulty
variants, `ran` runs again what was run in making the row."""

import asyncio
from collections.abc import Mapping
from random import Random
from typing import Any

from pydantic import Field

from seedbed.memory.candidate import Execution
from seedbed.memory.errors import ToolFault
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.ranges import Range, in_words
from seedbed.tools.running.languages import Kind

_IDLE = {"python": "assert True", "bash": "assert True", "rust": "#[test] fn nothing() {}"}
"""Tests that assert nothing."""


class RunArguments(Arguments):
    """How a program is run."""

    language: Kind = Field("python", alias="in", description="python, bash, sqlite, rust, javascript, …")
    timeout: float = Field(10.0, gt=0, le=60, description="seconds")


class MutantsArguments(RunArguments):
    """How much has to be told."""

    least: float = Field(0.5, ge=0, le=1, description="share of variants; some behave like the program")


class RanArguments(Arguments):
    """What the result is to be like besides."""

    rows: Range | None = Field(None, description="how many rows a query gives")
    language: Kind = Field("", alias="in", description="left out: as it was run")
    timeout: float | None = Field(None, gt=0, le=60, description="left out: as it was run")


def _given(inputs: Values) -> tuple[str, str, Any]:
    """Program, tests and files of an input; the program is empty where there is none."""
    program, tests = inputs.get("program"), inputs.get("tests") or ""
    tests = "\n".join(map(str, tests)) if isinstance(tests, (list, tuple)) else str(tests)
    usable = isinstance(program, str) and program.strip()
    return str(program) if usable else "", tests, inputs.get("files")


def _broken(kind: str, program: str, files: Any, tests: str, seconds: float, draw: Random) -> str | None:
    """A variant of a program that fails its tests or, without tests, gives something else; None: of half a
    dozen none does."""
    from seedbed.tools.running.mutants import variants
    from seedbed.tools.running.run import run_once, same

    try:
        right = {} if tests else run_once(kind, program, files, tests, seconds, 0)
        found = list(variants(kind, program))
        for variant in draw.sample(found, min(6, len(found))):
            ran = run_once(kind, variant, files, tests, min(seconds, 2.0), 0, not tests)
            if ran["stage"] not in ("build", "given") and not (ran["ok"] if tests else same(right, ran)):
                return variant
    except ToolFault:
        return None
    return None


async def _passes(inputs: Values, arguments: RunArguments, case: Case) -> Verdict:
    """Without tests it has to end well."""
    from seedbed.tools.running.run import run

    program, tests, files = _given(inputs)
    if not program:
        raise Untold("there is no program")
    kind, seconds = arguments.language, arguments.timeout
    ran = await run(kind, program, files=files, tests=tests, timeout=seconds, seed=case.seed)
    outcome = "passed" if ran["ok"] else ran["said"]
    evidence = Execution(ok=ran["ok"], by="program", program=program, tests=tests, outcome=outcome)
    return held(evidence) if ran["ok"] else failed("wrong answer", ran["said"], evidence)


def _tests_told(arguments: RunArguments, fields: Mapping[str, str]) -> str:
    from seedbed.tools.running.languages import tests_told

    said = tests_told(arguments.language, fields["program"])
    return f"'{fields['tests']}' is {said}." if said else ""


def _mutant(inputs: Values, arguments: RunArguments, draw: Random) -> Values | None:
    """A variant of the program that fails the tests."""
    program, tests, files = _given(inputs)
    if not program or not tests:
        return None
    variant = _broken(arguments.language, program, files, tests, arguments.timeout, draw)
    return None if variant is None else {"program": variant}


async def _tells(inputs: Values, arguments: MutantsArguments, case: Case) -> Verdict:
    """At least one variant has to be refused by the tests' own code, or to give another result."""
    from seedbed.tools.running.mutants import strength

    program, tests, files = _given(inputs)
    if not program:
        raise Untold("there is no program")
    kind, seconds = arguments.language, arguments.timeout
    found = await asyncio.to_thread(strength, kind, program, files, tests, seconds=seconds)
    if isinstance(found, str):
        ran = Execution(ok=False, by="program_mutants", program=program, tests=tests, outcome=found)
        return failed("wrong answer", found, ran)
    if not (total := found.total()):
        raise Untold("the program has nothing that could be changed")
    told, what = total - found["passed"], "the tests" if tests else "the result"
    outcome, share = f"{told} of {total} variants told by {what}", told / total
    enough = found["refused"] > 0 and share >= arguments.least
    evidence = Execution(ok=enough, by="program_mutants", program=program, tests=tests, outcome=outcome)
    if enough:
        return held(evidence, score=share)
    said = f"{what} let {found['passed']} of {total} faulty variants of the program pass"
    if told and not found["refused"]:
        said = f"{what} refuse no faulty variant of the program: {told} of {total} merely break"
    return failed("low quality", said, evidence, score=share)


def _idle(inputs: Values, arguments: MutantsArguments, _draw: Random) -> Values | None:
    """Tests that assert nothing."""
    tests = _IDLE.get(arguments.language)
    return {"tests": tests} if tests and inputs.get("tests") and arguments.least > 0 else None


async def _again(inputs: Values, arguments: RanArguments, case: Case) -> Verdict:
    """The result is the step's; the program, files and tests are those of the row where they are inputs."""
    from seedbed.tools.running.run import COMPARED, run_once

    result = inputs["of"]
    asked = _asked(inputs, arguments)
    if asked is None:
        raise Untold("nothing was run")
    if not result["ok"]:
        refused = result.get("stage") == "tests"
        return failed("wrong answer" if refused else "malformed", str(result.get("said")))
    again = await asyncio.to_thread(run_once, *asked)
    outcome = "passed" if again["ok"] else str(again["said"])
    ok, other = bool(again["ok"]), [key for key in COMPARED if again[key] != result.get(key)]
    ran = Execution(ok=ok and not other, by="ran", program=asked[1], tests=str(asked[3]), outcome=outcome)
    if not ok:
        return failed("wrong answer", f"run again: {again['said']}", ran)
    if other:
        return failed("malformed", f"run again, it gives other {other[0]}", ran)
    if arguments.rows is not None and len(again["rows"]) not in arguments.rows:
        return failed("malformed", f"{len(again['rows'])} rows; {arguments.rows} are wanted", ran)
    return held(ran)


def _asked(inputs: Values, arguments: RanArguments) -> tuple[str, str, Any, str, float, int] | None:
    """What is run: kind, program, files, tests, seconds, seed."""
    result = inputs["of"]
    if not isinstance(result, Mapping) or not isinstance(result.get("asked"), Mapping) or "ok" not in result:
        return None
    asked = dict(result["asked"])
    for name in ("program", "tests"):
        if isinstance(inputs.get(name), str):
            asked[name] = inputs[name]
    given, laid = inputs.get("files"), asked.get("files")
    if given is not None and not (isinstance(laid, (list, tuple)) and given in laid):  # all that was laid out
        asked["files"] = given
    kind = arguments.language or str(asked.get("run"))
    seconds = arguments.timeout or float(asked.get("timeout") or 5.0)
    tests = str(asked.get("tests") or "")
    return kind, str(asked.get("program")), asked.get("files"), tests, seconds, int(asked.get("seed") or 0)


def _another(inputs: Values, arguments: RanArguments, draw: Random) -> Values | None:
    """A program that is another one than was run."""
    asked = _asked(inputs, arguments)
    variant = None if asked is None else _broken(*asked[:5], draw)
    if variant is None:
        return None
    if "program" in inputs:
        return {"program": variant}
    result = inputs["of"]
    return {"of": {**result, "asked": {**result["asked"], "program": variant}}}


def _rows_told(arguments: RanArguments, fields: Mapping[str, str]) -> str:
    rows = arguments.rows
    return f"Rows that the query run for '{fields['of']}' gives: {in_words(rows)}." if rows else ""


PROGRAM = Check(
    name="program",
    about="A program ends well and passes its tests, in two new folders alike.",
    inputs=("program", "tests", "files*?"),
    verify=_passes,
    arguments=RunArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"program_mutant": _mutant},
    tells=_tests_told,
    example="program: {program: solution, tests: tests, in: python}",
)
MUTANTS = Check(
    name="program_mutants",
    about="Small faults put into a program make its tests fail or, without tests, change its result.",
    inputs=("program", "tests?", "files*?"),
    verify=_tells,
    arguments=MutantsArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"no_assertion": _idle},
    example="program_mutants: {program: solution, tests: tests, in: python}",
)
RAN = Check(
    name="ran",
    about="What a step `run` gave is right: it ended well, its tests pass, and run again it gives the same.",
    inputs=("of", "program?", "files?", "tests?"),
    verify=_again,
    arguments=RanArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"program_mutant": _another},
    tells=_rows_told,
    example="ran: {of: result, rows: 1..}",
)
