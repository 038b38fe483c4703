"""`length`: how long a value is, in characters or words."""

from collections.abc import Mapping
from random import Random
from typing import Any, Literal

from pydantic import Field

from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.form.measured import Untold, measured
from seedbed.tools.checks.inputs import language_of, rule
from seedbed.tools.checks.ranges import Range

NAME = "length"


class LengthArguments(Arguments):
    """How long."""

    unit: Literal["characters", "words"] = "characters"
    between: Range = Field(description="A..B, A.. or ..B; both ends belong to it")


async def verify(inputs: Mapping[str, Any], arguments: LengthArguments, case: Case) -> Verdict:
    """Of a list or a talk all texts count together."""
    try:
        found = measured(inputs["of"], arguments.unit, language_of(case))
    except Untold as why:
        return no_verdict(str(why))
    if found.low in arguments.between:
        return held(rule(NAME, arguments, case))
    return failed("malformed", f"{found} {arguments.unit}; {arguments.between} are wanted")


def _longer(inputs: Mapping[str, Any], arguments: LengthArguments, draw: Random) -> Mapping[str, Any] | None:
    text, most = inputs["of"], arguments.between.high
    if not isinstance(text, str) or not text.strip() or most > 100_000:
        return None
    words = text.split()
    added = " ".join(draw.choice(words) for _ in range(int(most) + 1))
    return {"of": f"{text} {added}"} if any(one.isalnum() for one in text) else None


def _shorter(
    inputs: Mapping[str, Any], arguments: LengthArguments, _draw: Random
) -> Mapping[str, Any] | None:
    text, least = inputs["of"], arguments.between.low
    if not isinstance(text, str) or least < 1:
        return None
    kept = text[: int(least) - 1]
    return {"of": " ".join(text.split()[: int(least) - 1]) if arguments.unit == "words" else kept}


CHECK = Check(
    name=NAME,
    about="A text is so many characters or words long.",
    inputs=("of",),
    verify=verify,
    arguments=LengthArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"longer": _longer, "shorter": _shorter},
    example="length: {of: summary, unit: words, between: 40..60}",
)
