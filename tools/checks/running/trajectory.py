"""`trajectory`: a talk in which tools are called, as far as it shows by itself.

Who speaks when, calls of functions that the tools have with arguments that keep their schemas and identifiers
that somebody gave, a result for each call. Whether a world would answer so again is seen where the world is
(the build executes each call).
"""

import copy
from collections.abc import Mapping
from random import Random
from typing import Any

from pydantic import Field

from seedbed.memory.candidate import Schema
from seedbed.memory.errors import UserFault
from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held

NAME = "trajectory"


class TrajectoryArguments(Arguments):
    """How many calls."""

    least: int = Field(0, ge=0, description="calls that there must be")


async def _verify(inputs: Mapping[str, Any], arguments: TrajectoryArguments, case: Case) -> Verdict:
    """Nothing is called."""
    from seedbed.tools.verification.record_schema import VALIDATOR
    from seedbed.tools.verification.trajectories.check import check_trajectory
    from seedbed.tools.verification.trajectories.read import read_trajectory

    try:
        talk = read_trajectory({"messages": list(inputs["of"] or ()), "tools": list(inputs["tools"] or ())})
    except UserFault as fault:
        return failed("malformed", fault.what)
    checked = check_trajectory(talk)
    if not checked.ok:
        return failed("malformed", checked.reason)
    if (number := len(checked.calls)) < arguments.least:
        return failed("malformed", f"{number} calls; at least {arguments.least} are wanted")
    return held(Schema(ok=True, by=NAME, validator=VALIDATOR))


def _function(
    inputs: Mapping[str, Any], _arguments: TrajectoryArguments, draw: Random
) -> Mapping[str, Any] | None:
    """A call of a function that there isn't."""
    talk = copy.deepcopy(list(inputs["of"] or ()))
    calls = [call for one in talk if isinstance(one, dict) for call in one.get("tool_calls") or ()]
    if not calls or not isinstance(calls[0].get("function"), dict):
        return None
    called = draw.choice(calls)["function"]
    called["name"] = f"{called['name']}_now"
    return {"of": talk}


def _result(
    inputs: Mapping[str, Any], _arguments: TrajectoryArguments, draw: Random
) -> Mapping[str, Any] | None:
    """The result of a call left out."""
    talk = list(inputs["of"] or ())
    places = [n for n, one in enumerate(talk) if isinstance(one, Mapping) and one.get("role") == "tool"]
    if not places:
        return None
    gone = draw.choice(places)
    return {"of": [one for n, one in enumerate(talk) if n != gone]}


CHECK = Check(
    name=NAME,
    about="In a talk each call is of a tool, keeps its schema and has its result; speakers come in order.",
    inputs=("of", "tools"),
    verify=_verify,
    arguments=TrajectoryArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"function": _function, "result": _result},
    example="trajectory: {of: messages, tools: tools}",
)
