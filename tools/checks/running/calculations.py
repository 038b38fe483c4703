"""`calculations`: what stands between `<<` and `>>` is computed again, `<<48/2=24>>`."""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from pydantic import Field

from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held, texts_of
from seedbed.tools.checks.figures import figures
from seedbed.tools.checks.inputs import language_of
from seedbed.tools.checks.relations.spoiling import other_figure
from seedbed.tools.verification.annotations import Annotation, annotations, compared
from seedbed.tools.verification.calculator import ExpressionFault, calculate, equal, format_value

NAME = "calculations"
_LONGEST = 100_000
_PERCENT = re.compile(r"%|(?<![\d.])100(?![\d.])")


class CalculationsArguments(Arguments):
    """How many there are."""

    least: int = Field(1, ge=0, description="calculations that there must be")


async def _verify(inputs: Values, arguments: CalculationsArguments, case: Case) -> Verdict:
    """Exactly, or rounded at the digits written."""
    texts = texts_of(inputs["of"])
    if sum(map(len, texts)) > _LONGEST:
        raise Untold("too long to be computed")
    found = [one for text in texts for one in annotations(text)]
    evidence = tuple(one.evidence(NAME) for one in found)
    if wrong := next((one for one in found if not one.ok), None):
        return failed("wrong answer", wrong.fault, *evidence)
    if len(found) < arguments.least:
        said = "calculations such as <<48/2=24>>"
        return failed("malformed", f"it has {len(found)} {said}; at least {arguments.least} are wanted")
    result = inputs.get("result")
    spoken = language_of(case, "result")
    if found and result is not None and (fault := _ends_elsewhere(found[-1], result, spoken)):
        return failed("wrong answer", fault, *evidence)
    return held(*evidence)


def _ends_elsewhere(last: Annotation, result: Any, language: str) -> str:
    """What is wrong if the last calculation gives another number than the result: the result's value, or the
    one figure in it, «250.00 euros», «25 %». A percentage that was rounded may be rounded further."""
    text = str(result)
    found = figures(text, language)
    values = found[0].values if len(found) == 1 else frozenset()
    try:
        values |= {calculate(text)}
    except ExpressionFault as fault:
        if not values:
            raise Untold(f"«{text[:80]}» can't be held against the last calculation: {fault}") from fault
    if any(equal(calculate(last.result), value) for value in values):
        return ""
    if last.held == "rounded" and _PERCENT.search(f"{last.expression} {text}"):
        exact = calculate(last.value)
        if any(compared(exact, format_value(value), value) != "wrong" for value in values):
            return ""
    return f"the last calculation comes to {last.result}, and the result is {text[:80]}"


def _number(inputs: Values, _arguments: CalculationsArguments, draw: Random) -> Values | None:
    """A calculation with another result."""
    text = inputs["of"]
    if not isinstance(text, str) or not (found := [one for one in annotations(text) if one.ok]):
        return None
    one = draw.choice(found)
    at = text.index(">>", one.start)
    start = text.rindex("=", one.start, at) + 1
    other = other_figure(one.result, draw) or format_value(calculate(one.result) + 1)
    spoilt = f"{text[:start]}{other}{text[at:]}"
    return {"of": spoilt} if any(not one.ok for one in annotations(spoilt)) else None


def _told(_arguments: CalculationsArguments, fields: Mapping[str, str]) -> str:
    told = f"Each calculation in '{fields['of']}' is written in angle brackets with its result, <<48/2=24>>"
    return f"{told}{'; the last comes to ' + repr(fields['result']) if 'result' in fields else ''}."


CHECK = Check(
    name=NAME,
    about="Every calculation written `<<48/2=24>>` in a text is right, and the last one gives `result` (with "
    "a unit or without). Who asked for a worked solution and not for these marks gets it without: `keep` the "
    "marked text and `set` the field, `marked.replace('<<', '').replace('>>', '')`.",
    inputs=("of", "result?"),
    verify=_verify,
    arguments=CalculationsArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"number": _number},
    tells=_told,
    example="calculations: {of: solution, result: answer}",
)
