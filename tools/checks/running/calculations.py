"""`calculations`: what stands between `<<` and `>>` is computed again, `<<48/2=24>>`."""

from collections.abc import Mapping
from random import Random
from typing import Any

from pydantic import Field

from seedbed.memory.candidate import Computation
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
from seedbed.tools.checks.relations.spoiling import other_figure

NAME = "calculations"
_LONGEST = 100_000


class CalculationsArguments(Arguments):
    """How many there are."""

    least: int = Field(1, ge=0, description="calculations that there must be")


async def _verify(inputs: Values, arguments: CalculationsArguments, case: Case) -> Verdict:
    """Exactly, or rounded at the digits written."""
    from seedbed.tools.verification.annotations import annotations

    texts = texts_of(inputs["of"])
    if sum(map(len, texts)) > _LONGEST:
        return no_verdict("too long to be computed")
    found = [one for text in texts for one in annotations(text)]
    evidence = tuple(_evidence(one.evidence()) for one in found)
    if wrong := next((one for one in found if not one.ok), None):
        return failed("wrong answer", wrong.fault, *evidence)
    if len(found) < arguments.least:
        said = "calculations such as <<48/2=24>>"
        return failed("malformed", f"it has {len(found)} {said}; at least {arguments.least} are wanted")
    return held(*evidence)


def _evidence(said: Mapping[str, Any]) -> Computation:
    return Computation.model_validate({**said, "by": NAME})


def _number(inputs: Values, _arguments: CalculationsArguments, draw: Random) -> Values | None:
    """A calculation with another result."""
    from seedbed.tools.verification.annotations import annotations

    text = inputs.get("of")
    if not isinstance(text, str) or not (found := [one for one in annotations(text) if one.ok]):
        return None
    one = draw.choice(found)
    at = text.index(">>", one.start)
    start = text.rindex("=", one.start, at) + 1
    changed = other_figure(one.result, draw)
    if changed is None:
        return None
    spoilt = f"{text[:start]}{changed}{text[at:]}"
    return {"of": spoilt} if any(not one.ok for one in annotations(spoilt)) else None


CHECK = Check(
    name=NAME,
    about="Every calculation written `<<48/2=24>>` in a text is right.",
    inputs=("of",),
    verify=_verify,
    arguments=CalculationsArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"number": _number},
    example="calculations: {of: solution}",
)
