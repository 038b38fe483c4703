"""`toolcalls`: calls are of functions that there are, with arguments that keep their schemas."""

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
    from seedbed.tools.verification.toolcalls import check_call, read_calls, read_tools

    try:
        tools = {tool.name: tool for tool in read_tools(inputs["tools"])}
    except UserFault as fault:
        return failed("malformed", f"the tools: {fault.what}")
    calls = read_calls(inputs["of"])
    if isinstance(calls, str):
        return failed("malformed", calls)
    checked = [check_call(tools, one) for one in calls]
    if wrong := [(number, reason) for number, (defect, reason) in enumerate(checked, 1) if defect]:
        told = [f"call {number}: {reason}" if len(checked) > 1 else reason for number, reason in wrong]
        said = "; ".join(told[:_TOLD]) + (f" (and {len(told) - _TOLD} more)" if len(told) > _TOLD else "")
        each = [Schema(ok=not defect, by=NAME, validator=VALIDATOR) for defect, _ in checked]
        return failed("malformed", said, *each)
    if len(calls) < arguments.least:
        return failed("malformed", f"{len(calls)} calls; at least {arguments.least} are wanted")
    return held(Schema(ok=True, by=NAME, validator=VALIDATOR))


CHECK = Check(
    name=NAME,
    about="Calls are of functions that the tools have, with arguments that keep their schemas.",
    inputs=("of", "tools"),
    verify=_verify,
    arguments=ToolcallsArguments,
    shows={"form": "proven", "kept": "proven"},
    example="toolcalls: {of: calls, tools: tools}",
)
