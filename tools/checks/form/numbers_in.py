"""`numbers_in`: how many figures a text has."""

from collections.abc import Mapping
from random import Random
from typing import Any, Self

from pydantic import Field, model_validator

from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.figures import figures
from seedbed.tools.checks.inputs import language_of, rule, spoken

NAME = "numbers_in"


class NumbersInArguments(Arguments):
    """How many figures; number words aren't counted, a date has up to three."""

    most: int | None = Field(None, ge=0)
    least: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _one_at_least(self) -> Self:
        if self.most is None and self.least is None:
            raise ValueError("give most or least")
        return self


async def verify(inputs: Mapping[str, Any], arguments: NumbersInArguments, case: Case) -> Verdict:
    """Each place counts, the same figure twice as two."""
    texts = spoken(inputs["of"])
    if not texts:
        return no_verdict("no text to look at")
    language = language_of(case)
    found = [one.written for text in texts for one in figures(text, language)]
    shown = f"{len(found)} figures ({', '.join(found[:12])})"
    if arguments.most is not None and len(found) > arguments.most:
        return failed("malformed", f"{shown}; at most {arguments.most} are wanted")
    if arguments.least is not None and len(found) < arguments.least:
        return failed("malformed", f"{shown}; at least {arguments.least} are wanted")
    return held(rule(NAME, arguments, case))


def _more(inputs: Mapping[str, Any], arguments: NumbersInArguments, draw: Random) -> Mapping[str, Any] | None:
    text, most = inputs["of"], arguments.most
    if not isinstance(text, str) or most is None or most > 1000:
        return None
    return {"of": f"{text} " + "; ".join(str(draw.randint(2, 99)) for _ in range(most + 1))}


CHECK = Check(
    name=NAME,
    about="A text has at most (at least) so many figures in digits.",
    inputs=("of",),
    verify=verify,
    arguments=NumbersInArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"more": _more},
    example="numbers_in: {of: description, most: 4}",
)
