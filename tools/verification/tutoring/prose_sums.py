"""Equations in running text, each computed: «3 packs × £4.50 = £13.50», «20% of 400 = 80».

Units and currency signs between the numbers are passed over. What the closed grammar can't read is no
equation here: its numbers are for others to judge (`talk_rules.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from seedbed.tools.verification.annotations import annotations
from seedbed.tools.verification.expression import calculate
from seedbed.tools.verification.spellings import tidied
from seedbed.tools.verification.syntax import FUNCTIONS, ExpressionFault

_OF = re.compile(r"(?<=[\d%])\s+of\s+(?=[£$€]?\d)")
_NO_UNIT = r"(?!(?:x|and|is|so|or)\b)"
_UNIT = re.compile(
    rf"(?<=[\d%)²³])\s*{_NO_UNIT}[A-Za-z°][A-Za-z°²³'’]*(?:[ /]{_NO_UNIT}[a-z²³]+){{0,2}}"
    r"(?=\s*[=+*/×·÷−)]|\s+[-–x]\s)"
)
"""«packs» of «3 packs × 4», «km/h» of «36 km/h * 2»."""
_FUNCTION = rf"(?:{'|'.join(FUNCTIONS)})\("
_SIDE = rf"(?:{_FUNCTION}|[£$€(−√-])*\d(?:[\d.,£$€%()+*/×·÷^x²³√\s−–-]|{_FUNCTION}){{0,200}}?"
"""No longer than people write one: without a bound each digit of a long message is read to its end."""
_EQUATION = re.compile(
    rf"{_SIDE}(?:\s*=\s*{_SIDE})*?\s*=\s*[£$€]?\s*-?\d[\d,]*(?:\.\d+)?(?:/\d+)?%?(?![\d/])"
)
_OPERATORS = "+-*/×·÷−–^=("


@dataclass(frozen=True, slots=True)
class Sum:
    """One equation of a text."""

    said: str
    value: Fraction | None
    """Its last side; None: not a rational number."""
    fault: str
    """Why it doesn't hold, with the right value; empty: it holds, exactly or rounded."""


def sums_in(text: str) -> tuple[Sum, ...]:
    """The equations of a text that can be read, in order."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Sum]:
    for line in text.splitlines():
        plain = _UNIT.sub("", _OF.sub(" * ", line.replace("**", "")))
        for match in _EQUATION.finditer(plain):
            before = plain[: match.start()].rstrip()
            if before and (before[-1] in _OPERATORS or plain[match.start() - 1].isalnum()):
                continue  # the rest of a longer one
            said = match[0].strip(" .,")
            if "%" not in said[:-1]:  # «100 - 20 = 80%»: percents are what is counted
                said = said.rstrip("%")
            for one in annotations(f"<<{said}>>"):
                if one.held != "unread":
                    yield Sum(said, _value(said.rpartition("=")[2]), one.fault)


def _value(side: str) -> Fraction | None:
    try:
        value = calculate(tidied(side))
    except ExpressionFault:
        return None
    return value if isinstance(value, Fraction) else None
