"""`turns`: who speaks in a talk, how often, first and last."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pydantic import Field

from seedbed.tools.checks.check import Arguments, Case, Check, Role, Untold, Values, texts_of
from seedbed.tools.checks.inputs import by_rule, is_messages, of_shape
from seedbed.tools.checks.ranges import Range, in_words


class TurnsArguments(Arguments):
    """What the talk is to look like; a system message, calls and their results are no turns."""

    between: Range | None = Field(None, description="how many turns")
    alternate: bool = Field(True, description="nobody speaks twice in a row")
    first: Role = Field("", description="role of the first turn")
    last: Role = Field("", description="role of the last turn")


def _faults(inputs: Values, arguments: TurnsArguments, case: Case) -> str:
    """An empty turn fails whatever the arguments say."""
    messages = inputs["of"]
    if not is_messages(messages):
        raise Untold("no talk: a list of messages with role and content")
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


def _beyond(
    arguments: TurnsArguments, named: Mapping[str, Any], schemas: Mapping[str, Any], _: object
) -> str:
    """No talk, or one that by its shape has fewer messages than the turns that are wanted."""
    most, wanted = schemas.get(named["of"], {}).get("maxItems"), arguments.between
    if wanted and most is not None and wanted.low > most:
        has = f"`{named['of']}` has by its shape at most {most} messages"
        return f"{in_words(wanted)} turns are wanted, and {has}"
    return of_shape("of", "talk", "messages A..B", ("array",))(arguments, named, schemas, {})


def _told(arguments: TurnsArguments, named: Mapping[str, str]) -> str:
    return f"'{named['of']}' has {in_words(arguments.between)} turns." if arguments.between else ""


CHECK = Check(
    name="turns",
    about="A talk has so many turns, its roles alternate, and given roles speak first and last.",
    inputs=("of",),
    verify=by_rule("turns", _faults),
    arguments=TurnsArguments,
    shows={"form": "proven", "kept": "proven"},
    tells=_told,
    misfit=_beyond,
    example="turns: {of: messages, between: 6..12, first: user, last: assistant}",
)
