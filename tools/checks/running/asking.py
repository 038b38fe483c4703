"""What checks that run programs share: arguments, no verdict where this machine can't, planted variants."""

from collections.abc import Awaitable, Callable, Mapping
from random import Random
from typing import Any

from pydantic import Field

from seedbed.memory.errors import ToolFault
from seedbed.tools.checks.check import Arguments, Case, Verdict, Verify, no_verdict

SECONDS = 10.0


class RunArguments(Arguments):
    """How a program is run."""

    language: str = Field("python", alias="in", description="python, bash, sqlite, rust, javascript, …")
    timeout: float = Field(SECONDS, gt=0, le=60, description="seconds")


def running(verify: Callable[[Mapping[str, Any], Any, Case], Awaitable[Verdict]]) -> Verify:
    """A check that runs something: no verdict where this machine can't."""

    async def ran(inputs: Mapping[str, Any], arguments: Any, case: Case) -> Verdict:
        try:
            return await verify(inputs, arguments, case)
        except ToolFault as fault:
            return no_verdict(str(fault))

    return ran


def joined(value: Any) -> Any:
    """Files or scripts of an input that may take several fields: what isn't there goes."""
    if isinstance(value, tuple):
        return [one for one in value if one is not None]
    return value


def broken_variant(
    kind: str, program: str, files: Any, tests: str, seconds: float, draw: Random
) -> str | None:
    """A variant of a program that fails its tests or, without tests, gives something else; None: none does.

    Half a dozen are run.
    """
    from seedbed.tools.running.mutants import variants
    from seedbed.tools.running.run import run_once, same

    try:
        right = run_once(kind, program, files, tests, seconds, 0)
        found = list(variants(kind, program))
        for variant in draw.sample(found, min(6, len(found))):
            ran = run_once(kind, variant, files, tests, min(seconds, 2.0), 0)
            if ran["stage"] not in ("build", "given") and not (ran["ok"] if tests else same(right, ran)):
                return variant
    except ToolFault:
        return None
    return None
