"""`count`: how many words, lines, sentences, syllables and the like a value has, whole or by the part."""

from collections.abc import Mapping
from random import Random
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.form.measured import Unit, Untold, lines, measured
from seedbed.tools.checks.form.syllables import NoDictionary
from seedbed.tools.checks.inputs import is_messages, language_of, rule
from seedbed.tools.checks.ranges import Range, Ranges, Span

NAME = "count"
UNITS: tuple[Unit, ...] = ("characters", "words", "lines", "sentences", "items", "syllables")


class CountArguments(Arguments):
    """What is counted and how many are wanted; `words: 40..60` says both."""

    unit: Unit = "words"
    wanted: Ranges = Field((), alias="is", description="N, A..B, or with `per` a list, one for each part")
    per: Literal["", "line", "item", "turn"] = Field("", description="each line, item or turn on its own")
    characters: Range | None = None
    words: Range | None = None
    lines: Range | None = None
    sentences: Range | None = None
    items: Range | None = None
    syllables: Range | None = None

    @model_validator(mode="after")
    def _fit(self) -> Self:
        if not self.wanted and not self.pairs:
            raise ValueError("give `is`, or a unit with its range such as `words: 40..60`")
        if len(self.wanted) > 1 and not self.per:
            raise ValueError("a list of counts needs `per: line` (or item, turn)")
        return self

    @property
    def pairs(self) -> tuple[tuple[Unit, Span], ...]:
        """The units that are given with their range."""
        given = ((unit, getattr(self, unit)) for unit in UNITS)
        return tuple((unit, wanted) for unit, wanted in given if wanted is not None)


async def verify(inputs: Mapping[str, Any], arguments: CountArguments, case: Case) -> Verdict:
    """Held only if the count is surely within, failed only if it is surely not."""
    language = language_of(case)
    try:
        parts = _parts(inputs["of"], arguments.per)
        found = [_compared(parts, (wanted,), unit, language, arguments) for unit, wanted in arguments.pairs]
        if arguments.wanted:
            found.append(_compared(parts, arguments.wanted, arguments.unit, language, arguments))
    except (Untold, NoDictionary) as why:
        return no_verdict(str(why))
    for state in ("failed", "no verdict"):
        if detail := next((detail for said, detail in found if said == state), ""):
            return failed("malformed", detail) if state == "failed" else no_verdict(detail)
    return held(rule(NAME, arguments, case))


def _parts(value: Any, per: str) -> list[Any]:
    if not per:
        return [value]
    if per == "line" and isinstance(value, str):
        return list(lines(value))
    if per == "item" and isinstance(value, (list, tuple)):
        return list(value)
    if per == "turn" and is_messages(value):
        return [one["content"] for one in value if one["role"] != "system"]
    raise Untold(f"it has no {per}s")


def _compared(
    parts: list[Any], wanted: tuple[Span, ...], unit: Unit, language: str, arguments: CountArguments
) -> tuple[str, str]:
    """State and what is wrong."""
    if len(wanted) > 1 and len(parts) != len(wanted):
        return "failed", f"{len(parts)} {arguments.per}s; {len(wanted)} are wanted"
    unsure = ""
    for number, part in enumerate(parts):
        asked = wanted[number] if len(wanted) > 1 else wanted[0]
        found = measured(part, unit, language)
        place = f"{arguments.per} {number + 1}: " if arguments.per else ""
        if found.high < asked.low or found.low > asked.high:
            return "failed", f"{place}{found} {unit}; {asked} are wanted"
        if found.low not in asked or found.high not in asked:
            # A word that may be said in two ways may be said in the way that fits.
            if unit == "syllables":
                continue
            unsure = f"{place}{found} {unit} can be counted; {asked} are wanted"
    return ("no verdict", unsure) if unsure else ("held", "")


def _one_more(inputs: Mapping[str, Any], arguments: CountArguments, draw: Random) -> Mapping[str, Any] | None:
    """Words, lines or items beyond the most that is wanted."""
    unit, wanted = ([*arguments.pairs, (arguments.unit, arguments.wanted[-1])] if arguments.wanted else
                    [*arguments.pairs])[-1]  # fmt: skip
    of, most = inputs["of"], wanted.high
    if most > 10_000:
        return None
    more = int(most) + 1
    if unit == "items" and isinstance(of, (list, tuple)) and of and not arguments.per:
        return {"of": [*of, *(draw.choice(of) for _ in range(more))]}
    if not isinstance(of, str) or not any(one.isalnum() for one in of) or unit not in ("words", "lines"):
        return None
    word = next(one for one in of.split() if any(letter.isalnum() for letter in one))
    return {"of": of + (f" {word}" if unit == "words" else f"\n{word}") * more}


CHECK = Check(
    name=NAME,
    about="A text or list has so many words, lines, sentences, syllables (English), characters or items.",
    inputs=("of",),
    verify=verify,
    arguments=CountArguments,
    shows={"form": "proven", "kept": "proven", "label": "proven"},
    spoil={"one_more": _one_more},
    example="count: {of: haiku, unit: syllables, is: [5, 7, 5], per: line}",
)
