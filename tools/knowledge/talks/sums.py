"""Sums of a talk: amounts said before, counted, added or taken from each other, by the calculator.

An amount keeps its form: "3 × £1.50 = £4.50", "10 min + 40 min = 50 min". What would need other words for its
unit ("1 hour + 1 hour") is no sum here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.tools.knowledge.questions.calculate import whole_value
from seedbed.tools.knowledge.talks.exchange import Way
from seedbed.tools.verification.expression import calculate, format_value

ENGINE = "seedbed sums of a talk 1"
_SIGNS: Mapping[str, tuple[str, str]] = {"times": ("*", "×"), "plus": ("+", "+"), "minus": ("-", "−")}
_AMOUNT = re.compile(
    r"(?P<before>[£€$]?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<after>(?: ?[A-Za-z][A-Za-z ]*| ?%)?)"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum."""

    shown: str
    """As the assistant says it: "3 × £26 = £78"."""
    expression: str
    """As the calculator takes it: "3 * 26"."""
    result: str
    """With its sign or unit: "£78"."""
    inputs: tuple[str, ...]

    def evidence(self) -> dict[str, Any]:
        """Evidence of kind `computation`."""
        return {
            "kind": "computation",
            "expression": self.expression,
            "result": self.result,
            "engine": ENGINE,
            "inputs": {str(at): value for at, value in enumerate(self.inputs, 1)},
            "ok": True,
            "by": "calculator",
        }


def summed(way: Way, inputs: Sequence[str]) -> Sum | None:
    """The sum of some values; None where it can't be said so.

    Args:
        way: `times` takes a whole number and an amount, `plus` two amounts or more, `minus` two.
    """
    parts = [_AMOUNT.fullmatch(value) for value in inputs]
    if len(parts) < 2 or not all(parts) or (way != "plus" and len(parts) != 2):
        return None
    amounts = [part for part in parts if part is not None]
    unit = amounts[-1]
    bare, kept = (amounts[:-1], amounts[-1:]) if way == "times" else ([], amounts)
    if any(one["before"] or one["after"] for one in bare) or not all(map(_is_value, kept)):
        return None
    if len({(one["before"], one["after"]) for one in kept}) != 1:
        return None
    digits = [one["digits"].replace(",", "") for one in amounts]
    sign, shown = _SIGNS[way]
    expression = f" {sign} ".join(digits)
    result = format_value(calculate(expression))
    if not re.fullmatch(r"\d+(?:\.\d+)?", result) or float(result) == 0:
        return None
    if unit["after"].strip(" %") and "1" in (*(one["digits"] for one in kept), result):
        return None  # the unit would need its other number
    said = f"{unit['before']}{_spelt(result, digits[-1], money=bool(unit['before']))}{unit['after']}"
    return Sum(f"{f' {shown} '.join(inputs)} = {said}", expression, said, tuple(inputs))


def _is_value(part: re.Match[str]) -> bool:
    return whole_value(part[0]) is not None


def _spelt(result: str, like: str, *, money: bool) -> str:
    """A result with the decimals of the amount that it comes from, and with thousands marked."""
    if money and ("." in like or "." in result):
        result = f"{float(result):.2f}"
    whole, dot, rest = result.partition(".")
    return f"{int(whole):,}{dot}{rest}" if money or len(whole) > 4 else result
