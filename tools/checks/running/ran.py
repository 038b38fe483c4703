"""`ran`: a program that was run in making the row runs again, in a new folder, and gives the same."""

import asyncio
from collections.abc import Mapping
from random import Random
from typing import Any

from pydantic import Field

from seedbed.memory.candidate import Execution
from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.ranges import Range
from seedbed.tools.checks.relations.spoiling import other_figure
from seedbed.tools.checks.running.asking import broken_variant, running

NAME = "ran"
_COMPARED = ("ok", "code", "stdout", "files", "rows")


class RanArguments(Arguments):
    """What the result is to be like besides."""

    rows: Range | None = Field(None, description="how many rows a query gives")
    language: str = Field("", alias="in", description="left out: as it was run")
    timeout: float | None = Field(None, gt=0, le=60, description="left out: as it was run")


async def _verify(inputs: Mapping[str, Any], arguments: RanArguments, case: Case) -> Verdict:
    """The result is the step's; the program, files and tests are those of the row where they are inputs."""
    from seedbed.tools.running.run import run_once

    result = inputs["of"]
    asked = _asked(inputs, arguments)
    if asked is None:
        return no_verdict("nothing was run")
    if not result["ok"]:
        refused = result.get("stage") == "tests"
        return failed("wrong answer" if refused else "malformed", str(result.get("said")))
    again = await asyncio.to_thread(run_once, *asked)
    ran = Execution(
        ok=bool(again["ok"]),
        by=NAME,
        program=asked[1],
        tests=str(asked[3]),
        outcome="passed" if again["ok"] else str(again["said"]),
    )
    if not again["ok"]:
        return failed("wrong answer", f"run again: {again['said']}", ran)
    if other := [key for key in _COMPARED if again[key] != result.get(key)]:
        return failed(
            "malformed", f"run again, it gives other {other[0]}", ran.model_copy(update={"ok": False})
        )
    if arguments.rows is not None and len(again["rows"]) not in arguments.rows:
        return failed("malformed", f"{len(again['rows'])} rows; {arguments.rows} are wanted", ran)
    return held(ran)


def _asked(
    inputs: Mapping[str, Any], arguments: RanArguments
) -> tuple[str, str, Any, str, float, int] | None:
    """What is run: kind, program, files, tests, seconds, seed."""
    result = inputs["of"]
    if not isinstance(result, Mapping) or not isinstance(result.get("asked"), Mapping) or "ok" not in result:
        return None
    asked = dict(result["asked"])
    for name in ("program", "tests"):
        if isinstance(inputs.get(name), str):
            asked[name] = inputs[name]
    if _single(inputs.get("files"), asked.get("files")):
        asked["files"] = inputs["files"]
    kind = arguments.language or str(asked.get("run"))
    seconds = arguments.timeout or float(asked.get("timeout") or 5.0)
    tests = str(asked.get("tests") or "")
    return kind, str(asked.get("program")), asked.get("files"), tests, seconds, int(asked.get("seed") or 0)


def _single(given: Any, asked: Any) -> bool:
    """Whether the field is all that was laid out, and not one of several."""
    return given is not None and not (isinstance(asked, (list, tuple)) and given in asked)


def _number(inputs: Mapping[str, Any], _arguments: RanArguments, draw: Random) -> Mapping[str, Any] | None:
    """A figure of what it gave."""
    result = inputs.get("of")
    if not isinstance(result, Mapping):
        return None
    for key in ("rows", "stdout"):
        changed = other_figure(result.get(key), draw)
        if changed is not None:
            return {"of": {**result, key: changed}}
    return None


def _mutant(inputs: Mapping[str, Any], arguments: RanArguments, draw: Random) -> Mapping[str, Any] | None:
    """A program that is another one than was run."""
    asked = _asked(inputs, arguments)
    if asked is None:
        return None
    kind, program, files, tests, seconds, _ = asked
    variant = broken_variant(kind, program, files, tests, seconds, draw)
    if variant is None:
        return None
    if "program" in inputs:
        return {"program": variant}
    result = inputs["of"]
    return {"of": {**result, "asked": {**result["asked"], "program": variant}}}


CHECK = Check(
    name=NAME,
    about="What a step `run` gave is right: it ended well, its tests pass, and run again it gives the same.",
    inputs=("of", "program", "files", "tests"),
    optional=frozenset({"program", "files", "tests"}),
    verify=running(_verify),
    arguments=RanArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"number": _number, "program_mutant": _mutant},
    example="ran: {of: result, rows: 1..}",
)
