"""Whether two answers say the same number: «£12.50», «12.5», «25/2» and «12.50 pounds» do.

Answers are read by our own grammar, never evaluated as code. It does not know LaTeX, sets or intervals, nor
conversions between units (only pounds and pence and their like).
"""

import re
from fractions import Fraction

from seedbed.tools.verification.numbers.expression import calculate, equal
from seedbed.tools.verification.numbers.numerals import numerals
from seedbed.tools.verification.numbers.syntax import ExpressionFault
from seedbed.tools.verification.numbers.units import (
    HUNDREDTHS,
    SPELLINGS,
    is_money,
    spellings,
    stem,
    words_in,
)

MAX_ANSWER = 200
"""Longest answer that is read, in characters."""

_MIXED = re.compile(r"([0-9]+) +([0-9]+)/([1-9][0-9]*)")


def same_answer(left: str, right: str, unit: str = "") -> bool:
    """Whether two answers are the same number in `unit`; an answer that can't be read is the same as none.

    A unit may be left out of an answer; a wrong one («12 euros» where pounds are asked for) makes it
    unreadable.
    """
    first, second = read_answer(left, unit), read_answer(right, unit)
    if first is None or second is None:
        return False
    return equal(first, second)


def read_answer(text: str, unit: str = "") -> Fraction | None:
    """The number that an answer gives in `unit`; None when it isn't one number with that unit or none."""
    if len(text) > MAX_ANSWER:
        return None
    bare, hundredth = _without_unit(_tidy(text), unit)
    if bare is None:
        return None
    value = _number(bare)
    return value / 100 if value is not None and hundredth else value


def _tidy(text: str) -> str:
    text = " ".join(text.replace("\u00a0", " ").split()).strip().rstrip(".").strip()
    return re.sub(r"^(?:the answer is|answer:|=)\s*", "", text, flags=re.IGNORECASE)


def _without_unit(text: str, unit: str) -> tuple[str | None, bool]:
    """The text without its unit (None: it has a wrong one), and whether it counts hundredths of it."""
    lowered = text.lower()
    for spelling in sorted(spellings(unit), key=len, reverse=True):
        stripped = _strip(lowered, spelling)
        if stripped is not None:
            return stripped, False
    if is_money(unit):
        for spelling in sorted(SPELLINGS[HUNDREDTHS[unit]], key=len, reverse=True):
            stripped = _strip(lowered, spelling)
            if stripped is not None:
                return stripped, True
    elif unit and unit not in SPELLINGS:
        return _without_noun(lowered, unit), False
    return lowered, False


def _strip(text: str, spelling: str) -> str | None:
    sign = not spelling[0].isalnum()
    if sign and text.startswith(spelling):
        return text[len(spelling) :].strip()
    if sign and text.startswith(f"-{spelling}"):
        return f"-{text[len(spelling) + 1 :].strip()}"
    if text.endswith(spelling) and len(text) > len(spelling):
        before = text[: -len(spelling)]
        if sign or not before[-1].isalpha():
            return before.strip()
    return None


def _without_noun(text: str, noun: str) -> str:
    """A counted noun after the number, in the singular or plural."""
    stems = {stem(word) for word in words_in(noun)}
    match = re.match(r"(.*?[0-9½¼¾])\s+([a-z' -]+)$", text)
    if match and all(stem(word) in stems for word in words_in(match[2])):
        return match[1]
    return text


def _number(text: str) -> Fraction | None:
    mixed = _MIXED.fullmatch(text)
    if mixed:
        text = f"{mixed[1]}+{mixed[2]}/{mixed[3]}"
    try:
        return calculate(text)
    except ExpressionFault:
        found = numerals(text)
    whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(text)
    return found[0].value if whole and found[0].kind in ("cardinal", "one") else None
