"""`ratio`: how long one field is beside another."""

from collections.abc import Mapping
from random import Random
from typing import Any, Literal

from pydantic import Field

from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.form.measured import Untold, measured
from seedbed.tools.checks.inputs import language_of, rule
from seedbed.tools.checks.ranges import Range

NAME = "ratio"


class RatioArguments(Arguments):
    """How long `a` is over how long `b` is."""

    unit: Literal["characters", "words"] = "words"
    between: Range = Field(description="of a / b: `[0.1, 0.3]` is a tenth to three tenths")


async def verify(inputs: Mapping[str, Any], arguments: RatioArguments, case: Case) -> Verdict:
    """An empty `b` has no ratio and fails."""
    try:
        a = measured(inputs["a"], arguments.unit, language_of(case, "a")).low
        b = measured(inputs["b"], arguments.unit, language_of(case, "b")).low
    except Untold as why:
        return no_verdict(str(why))
    if not b:
        return failed("malformed", f"{case.inputs.get('b', 'b')} has no {arguments.unit}")
    if a / b in arguments.between:
        return held(rule(NAME, arguments, case))
    said = f"{a:g} {arguments.unit} to {b:g} are {a / b:.2f}; {arguments.between} is wanted"
    return failed("low quality", said)


def _longer(inputs: Mapping[str, Any], arguments: RatioArguments, _draw: Random) -> Mapping[str, Any] | None:
    """`a` said over and over, until it is too long."""
    a, b = inputs["a"], inputs["b"]
    if not isinstance(a, str) or not a.strip() or not isinstance(b, str) or arguments.between.high > 100:
        return None
    try:
        one, wanted = measured(a, arguments.unit).low, measured(b, arguments.unit).low
    except Untold:
        return None
    times = int(arguments.between.high * wanted / one) + 1 if one else 0
    return {"a": " ".join([a] * (times + 1))} if 0 < times < 10_000 else None


CHECK = Check(
    name=NAME,
    about="The length of a over the length of b lies in a range (a summary beside its text).",
    inputs=("a", "b"),
    verify=verify,
    arguments=RatioArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"longer": _longer},
    example="ratio: {a: summary, b: article, between: [0.1, 0.3]}",
)
