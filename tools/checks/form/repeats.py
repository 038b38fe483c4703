"""`repeats`: no two items of a list, turns of a talk or lines of a text say nearly the same."""

from itertools import combinations
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
from seedbed.tools.checks.likeness import rouge_l_words, words

NAME = "repeats"
MOST_PARTS = 400
"""Parts that are compared with each other."""


class RepeatsArguments(Arguments):
    """When two parts are too alike."""

    most: float = Field(0.7, ge=0, lt=1, description="ROUGE-L above which two parts are too alike")
    least: int = Field(4, ge=1, description="words that a part must have to be compared («Thank you.»)")
    role: str = Field("", description="of a talk: this role's turns alone")


async def verify(inputs: Values, arguments: RepeatsArguments, case: Case) -> Verdict:
    """A part is an item of a list, a turn, or a line of a text."""
    parts = _parts(inputs["of"], arguments.role)
    if parts is None:
        return no_verdict("neither a list, a talk nor a text")
    listed = [(part, words(part)) for part in parts[:MOST_PARTS]]
    long = [(part, known) for part, known in listed if len(known) >= arguments.least]
    for (first, one), (second, other) in combinations(long, 2):
        if (alike := rouge_l_words(one, other)) > arguments.most:
            return failed("duplicate", f"{first[:60]!r} and {second[:60]!r} are {alike:.0%} alike")
    return held(rule(NAME, arguments, case))


def _parts(value: Any, role: str) -> list[str] | None:
    if is_messages(value):
        # What a tool returns may well be the same twice.
        roles = {role} if role else {str(one["role"]) for one in value} - {"system", "tool"}
        return [" ".join(texts_of(one["content"])) for one in value if one["role"] in roles]
    if isinstance(value, str):
        return value.splitlines()
    if isinstance(value, (list, tuple)):
        return [" ".join(texts_of(one)) for one in value]
    return None


def _twice(inputs: Values, arguments: RepeatsArguments, draw: Random) -> Values | None:
    """One part said again in place of another."""
    value = inputs["of"]
    if not isinstance(value, (list, tuple)):
        return None
    roles = {one["role"] for one in value if not arguments.role or one["role"] == arguments.role} \
        if is_messages(value) else set()  # fmt: skip
    usable = [
        at
        for at, one in enumerate(value)
        if len(words(" ".join(texts_of(one["content"] if roles else one)))) >= arguments.least
        and (not roles or one["role"] in roles - {"system", "tool"})
    ]
    pairs = [(a, b) for a, b in combinations(usable, 2) if not roles or value[a]["role"] == value[b]["role"]]
    if not pairs:
        return None
    first, second = draw.choice(pairs)
    changed = list(value)
    changed[second] = value[first]
    return {"of": changed}


CHECK = Check(
    name=NAME,
    about="No two items of a list, turns of a talk or lines of a text say nearly the same (ROUGE-L).",
    inputs=("of",),
    verify=verify,
    arguments=RepeatsArguments,
    shows={"form": "proven", "kept": "supported"},
    spoil={"twice": _twice},
    example="repeats: {of: messages, role: assistant}",
)
