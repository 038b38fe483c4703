"""`numbers`: the figures of two texts are the same.

Only what stands in digits is compared. A small whole number on one side alone may stand in words on the
other, and passes unless figures are left over on both sides."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any, Literal

from pydantic import Field

from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values
from seedbed.tools.checks.figures import Figure, figures, unmatched
from seedbed.tools.checks.inputs import by_rule, is_messages, language_of, spoken

IN_WORDS = 12
"""Whole numbers up to here are as often written in words."""


class NumbersArguments(Arguments):
    """Which way is compared."""

    way: Literal["both", "a in b"] = Field(
        "both", description="`a in b`: every figure of a stands in b, which may have more"
    )


def _differ(inputs: Values, arguments: NumbersArguments, case: Case) -> str:
    """«1,200» is 1200 in English, 1.2 in German; «−5» isn't «5», «5%» isn't «£5»; how often doesn't count."""
    languages = [language_of(case, name) for name in ("a", "b")]
    a, b = ("\n".join(_texts(inputs[name], code)) for name, code in zip("ab", languages, strict=True))
    if not f"{a}{b}".strip():
        raise Untold("no text to look at")
    mine, theirs = map(figures, (a, b), languages)
    only = {"a": unmatched(mine, theirs), "b": unmatched(theirs, mine) if arguments.way == "both" else []}
    if not (only["a"] and only["b"]):
        only = {name: [one for one in left if not _small(one)] for name, left in only.items()}
    return "; ".join(
        f"{_listed(left)} only in {case.inputs.get(name, name)}" for name, left in only.items() if left
    )


def _texts(value: Any, language: str = "") -> list[str]:
    """The texts in a value, its numbers as that language writes them."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [f"{Decimal(str(value)):f}".replace(".", "," if language == "de" else ".")]
    if isinstance(value, (list, tuple, Mapping)) and not is_messages(value):
        inner = value.values() if isinstance(value, Mapping) else value
        return [text for one in inner for text in _texts(one, language)]
    return spoken(value, results=True)


def _small(figure: Figure) -> bool:
    """Whether it may stand in words elsewhere."""
    return not figure.unit and any(one.denominator == 1 and 0 <= one <= IN_WORDS for one in figure.values)


def _listed(left: Sequence[Figure]) -> str:
    shown = list(dict.fromkeys(one.written.strip() for one in left))
    return ", ".join(shown[:6]) + (" …" if len(shown) > 6 else "")


def _number(inputs: Values, arguments: NumbersArguments, draw: Random) -> Values | None:
    """One figure of `a` changed to one that stands nowhere."""
    a, b = inputs["a"], "\n".join(_texts(inputs["b"]))
    if not isinstance(a, str):
        return None
    digits = [one for one in figures(a) if one.written.strip("+-").isascii() and one.written[-1:].isdigit()]
    if not digits:
        return None
    one = draw.choice(digits)
    largest = max(abs(value) for other in (*figures(a), *figures(b)) for value in other.values)
    return {"a": f"{a[: one.start]}{int(largest) + IN_WORDS + 1}{a[one.end :]}"}


def _told(arguments: NumbersArguments, fields: Mapping[str, str]) -> str:
    a, b = f"'{fields['a']}'", f"'{fields['b']}'"
    if arguments.way == "both":
        return f"The figures of {a} and {b} are the same."
    return f"Every figure of {a} stands in {b}."


CHECK = Check(
    name="numbers",
    about="The figures of two texts are the same, with sign, per cent and currency.",
    inputs=("a", "b"),
    verify=by_rule("numbers", _differ, "unsupported claim"),
    arguments=NumbersArguments,
    shows={"same": "supported", "kept": "supported"},
    spoil={"number": _number},
    tells=_told,
    example="numbers: {a: plain, b: clause}",
)
