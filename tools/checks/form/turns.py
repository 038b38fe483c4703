"""`turns`: who speaks in a talk, how often, first and last."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any

from pydantic import Field

from seedbed.tools.checks.check import (
    Arguments,
    Case,
    Check,
    Values,
    Verdict,
    failed,
    held,
    no_verdict,
    texts_of,
)
from seedbed.tools.checks.inputs import is_messages, rule
from seedbed.tools.checks.ranges import Range

NAME = "turns"


class TurnsArguments(Arguments):
    """What the talk is to look like; a system message, calls and their results are no turns."""

    between: Range | None = Field(None, description="how many turns")
    alternate: bool = Field(True, description="nobody speaks twice in a row")
    first: str = Field("", description="role of the first turn")
    last: str = Field("", description="role of the last turn")


async def verify(inputs: Values, arguments: TurnsArguments, case: Case) -> Verdict:
    """An empty turn fails whatever the arguments say."""
    if not is_messages(inputs["of"]):
        return no_verdict("no talk: a list of messages with role and content")
    if fault := _fault(inputs["of"], arguments):
        return failed("malformed", fault)
    return held(rule(NAME, arguments, case))


def _fault(messages: Sequence[Mapping[str, Any]], arguments: TurnsArguments) -> str:
    said = [one for one in messages if one["role"] not in ("system", "tool") and not one.get("tool_calls")]
    roles = [str(one["role"]) for one in said]
    for number, one in enumerate(said, 1):
        if not "".join(texts_of(one["content"])).strip():
            return f"turn {number} ({one['role']}) is empty"
    if arguments.between is not None and len(said) not in arguments.between:
        return f"{len(said)} turns; {arguments.between} are wanted"
    if arguments.alternate and (twice := next((a for a, b in pairwise(roles) if a == b), "")):
        return f"{twice} speaks twice in a row"
    for wanted, place in ((arguments.first, 0), (arguments.last, -1)):
        if wanted and (not roles or roles[place] != wanted):
            where = "last" if place else "first"
            return f"{roles[place] if roles else 'nobody'} speaks {where}, not {wanted}"
    return ""


def _drop_turn(inputs: Values, arguments: TurnsArguments, draw: Random) -> Values | None:
    """One turn left out."""
    messages = inputs["of"]
    if not is_messages(messages):
        return None
    order = list(range(len(messages)))
    draw.shuffle(order)
    for at in order:
        changed = [one for number, one in enumerate(messages) if number != at]
        if changed and _fault(changed, arguments):
            return {"of": changed}
    return None


CHECK = Check(
    name=NAME,
    about="A talk has so many turns, its roles alternate, and given roles speak first and last.",
    inputs=("of",),
    verify=verify,
    arguments=TurnsArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"drop_turn": _drop_turn},
    example="turns: {of: messages, between: 6..12, first: user, last: assistant}",
)
