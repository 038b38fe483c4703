"""`repeats`: no two items of a list, turns of a talk or lines of a text say nearly the same."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from pydantic import Field

from seedbed.tools.checks.check import Arguments, Case, Check, Role, Untold, Values, texts_of
from seedbed.tools.checks.inputs import by_rule, is_messages
from seedbed.tools.checks.likeness import words
from seedbed.tools.curation.duplicates import rouge_l

MOST_PARTS = 400
"""Parts that are compared with each other."""


class RepeatsArguments(Arguments):
    """When two parts are too alike."""

    most: float = Field(0.7, ge=0, lt=1, description="ROUGE-L above which two parts are too alike")
    least: int = Field(4, ge=1, description="words that a part must have to be compared («Thank you.»)")
    role: Role = Field("", description="of a talk: this role's turns alone")


def _alike(inputs: Values, arguments: RepeatsArguments, case: Case) -> str:
    """A part is an item of a list, a turn, or a line of a text."""
    value = inputs["of"]
    parts = value.splitlines() if isinstance(value, str) else _parts(value, arguments)
    listed = [(part, words(part)) for part in parts[:MOST_PARTS]]
    long = [(part, known) for part, known in listed if len(known) >= arguments.least]
    for (first, one), (second, other) in combinations(long, 2):
        if (alike := rouge_l(one, other)) > arguments.most:
            return f"{first[:60]!r} and {second[:60]!r} are {alike:.0%} alike"
    return ""


def _parts(value: Any, arguments: RepeatsArguments) -> list[str]:
    """The items of a list, or the turns of a talk that are compared."""
    if not isinstance(value, (list, tuple)):
        raise Untold("neither a list, a talk nor a text")
    if not is_messages(value):
        return [" ".join(texts_of(one)) for one in value]
    # What a tool returns may well be the same twice.
    roles = {arguments.role} if arguments.role else {str(one["role"]) for one in value} - {"system", "tool"}
    return [" ".join(texts_of(one["content"])) for one in value if one["role"] in roles]


def _told(arguments: RepeatsArguments, named: Mapping[str, str]) -> str:
    whose = f" of the {arguments.role}" if arguments.role else ""
    parts = f"Of the parts of '{named['of']}'{whose}"
    return f"{parts} no two share {arguments.most:.0%} of their words in order."


CHECK = Check(
    name="repeats",
    about="No two items of a list, turns of a talk or lines of a text say nearly the same (ROUGE-L); not for "
    "commands or code, which are alike by right.",
    inputs=("of",),
    verify=by_rule("repeats", _alike, "duplicate"),
    arguments=RepeatsArguments,
    shows={"form": "proven", "kept": "supported"},
    tells=_told,
    example="repeats: {of: messages, role: assistant}",
)
