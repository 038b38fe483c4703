"""`toolcalls`: calls are of functions that there are, with arguments that keep their schemas."""

from collections.abc import Callable, Mapping
from random import Random

from pydantic import Field

from seedbed.memory.candidate import Schema
from seedbed.memory.errors import UserFault
from seedbed.tools.checks.check import Arguments, Case, Check, Values, Verdict, failed, held

NAME = "toolcalls"
_TOLD = 5
"""Wrong calls that are named."""


class ToolcallsArguments(Arguments):
    """How many calls."""

    least: int = Field(0, ge=0, description="calls that there must be")


async def _verify(inputs: Values, arguments: ToolcallsArguments, case: Case) -> Verdict:
    """Nothing is called."""
    from seedbed.tools.verification.record_schema import VALIDATOR
    from seedbed.tools.verification.toolcalls.calls import read_calls
    from seedbed.tools.verification.toolcalls.check import check_call
    from seedbed.tools.verification.toolcalls.tools import read_tools

    try:
        tools = {tool.name: tool for tool in read_tools(inputs["tools"])}
    except UserFault as fault:
        return failed("malformed", f"the tools: {fault.what}")
    calls = read_calls(inputs["of"])
    if isinstance(calls, str):
        return failed("malformed", calls)
    checked = [check_call(tools, one) for one in calls]
    if wrong := [(number, one.reason) for number, one in enumerate(checked, 1) if not one.ok]:
        told = [f"call {number}: {reason}" if len(checked) > 1 else reason for number, reason in wrong]
        said = "; ".join(told[:_TOLD]) + (f" (and {len(told) - _TOLD} more)" if len(told) > _TOLD else "")
        each = [Schema(ok=one.ok, by=NAME, validator=VALIDATOR) for one in checked]
        return failed("malformed", said, *each)
    if len(calls) < arguments.least:
        return failed("malformed", f"{len(calls)} calls; at least {arguments.least} are wanted")
    return held(Schema(ok=True, by=NAME, validator=VALIDATOR))


def _function(inputs: Values, _arguments: ToolcallsArguments, draw: Random) -> Values | None:
    """A call of a function that there isn't."""
    return _changed(inputs, draw, lambda call: {"name": f"{call['name']}_now"})


def _argument(inputs: Values, _arguments: ToolcallsArguments, draw: Random) -> Values | None:
    """An argument that the function doesn't take, in the place of one that it needs where there is one."""

    def change(call: Values) -> Values | None:
        given = call.get("arguments")
        if not isinstance(given, Mapping) or not given:
            return None
        name = draw.choice(sorted(given))
        return {"arguments": {(f"{key}_2" if key == name else key): value for key, value in given.items()}}

    return _changed(inputs, draw, change)


def _changed(inputs: Values, draw: Random, change: Callable[[Values], Values | None]) -> Values | None:
    calls = inputs.get("of")
    if not isinstance(calls, (list, tuple)) or not calls:
        return None
    if not all(isinstance(one, Mapping) and "name" in one for one in calls):
        return None
    at = draw.randrange(len(calls))
    changed = change(calls[at])
    return {"of": [*calls[:at], {**calls[at], **changed}, *calls[at + 1 :]]} if changed else None


CHECK = Check(
    name=NAME,
    about="Calls are of functions that the tools have, with arguments that keep their schemas.",
    inputs=("of", "tools"),
    verify=_verify,
    arguments=ToolcallsArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"function": _function, "argument": _argument},
    example="toolcalls: {of: calls, tools: tools}",
)
