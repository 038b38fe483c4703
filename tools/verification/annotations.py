"""Calculator annotations, `<<48/2=24>>`: found in a text and each recomputed, exactly and in process.

The form is that of GSM8K (Cobbe et al. 2021, section 2, «calculation annotations»): a calculation between
double angle brackets, standing before the number that it gives. An annotation holds if both sides are the
same number, or if the right side is a decimal number that is the left one rounded or cut at the digits
written, or a whole one of two digits or more that it rounds to. It knows the arithmetic alone: whether that
is the calculation for the text is for others to judge."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from seedbed.memory.candidate import Computation
from seedbed.tools.verification.calculator import ExpressionFault, calculate, equal, format_value

ENGINE = "seedbed annotations 1"
"""The `engine` of evidence for an annotation."""
Held = Literal["exact", "rounded", "wrong", "unread"]
_SHOWN = 120
"""Characters of a side that a reason shows."""
_MOST_SIDES = 20
_LEAST_WHOLE = 10
"""A whole number that something was rounded to: of one digit it says too little."""
_MARKS = re.compile(r"<<([^<>\n]*(?:<(?!<)[^<>\n]*|>(?!>)[^<>\n]*)*)>>|<<(?=[-+$€£¥(]*\.?[0-9])([^<\n]*)")
_DECIMAL = re.compile(r"[-−–+$€£¥₹ ]*[0-9,]*(?:\.([0-9]*))?(%?)[$€£¥₹ ]*")
"""A decimal number, signs of currencies at it."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation of a text, recomputed."""

    start: int
    """Where its `<<` stands, in code points."""
    expression: str
    """The calculation as written. Of a chain `a=b=c` the first side, or the one whose right side is wrong."""
    result: str
    """What it is said to come to, as written; empty: there is no equals sign. Of a chain the last side."""
    held: Held
    """Both sides are the same number, the result rounds or cuts it, it is another; or it can't be read."""
    value: str = ""
    """What the expression comes to, in canonical form; empty: it couldn't be computed."""
    fault: str = ""
    """What is wrong with it in a line, with the right value where there is one; empty: it holds."""

    @property
    def ok(self) -> bool:
        return not self.fault

    def evidence(self, by: str) -> Computation:
        """What it proves to the check `by`; `inputs` has the value, and `rounded` if the result rounds it."""
        inputs = {"value": self.value} if self.value else {}
        if self.held == "rounded":
            inputs["rounded"] = self.result
        said = {"expression": self.expression, "result": self.result, "engine": ENGINE, "inputs": inputs}
        return Computation.model_validate({"ok": self.ok, "by": by, **said})


def annotations(text: str) -> tuple[Annotation, ...]:
    """Every annotation of a text in order, recomputed.

    One that opens with a number and isn't closed on its line counts too, as unread."""
    return tuple(
        _unread(one.start(), one[2], "", "isn't closed by >>")
        if one[1] is None
        else _recomputed(one.start(), one[1])
        for one in _MARKS.finditer(text)
    )


def has_annotation(text: str) -> bool:
    """Whether a text has an annotation that is closed and has an equals sign."""
    return any("=" in (found.group(1) or "") for found in _MARKS.finditer(text))


def _unread(start: int, expression: str, result: str, why: str) -> Annotation:
    shown = short(f"{expression}={result}" if result else expression)
    return Annotation(start, expression[:_SHOWN], result[:_SHOWN], "unread", fault=f"<<{shown}>>: {why}")


def _recomputed(start: int, inside: str) -> Annotation:
    sides = [side.strip() for side in re.split("[=＝≈]", inside)]
    if len(sides) < 2:
        return _unread(start, sides[0], "", "it has no equals sign")
    if len(sides) > _MOST_SIDES:
        return _unread(start, sides[0], sides[-1], f"a chain of more than {_MOST_SIDES} sides")
    held: Held = "exact"
    try:
        values = [calculate(side) for side in sides]
        for at in range(1, len(sides)):
            pair = compared(values[at - 1], sides[at], values[at])
            if pair == "wrong":
                left, right, value = sides[at - 1], sides[at], values[at - 1]
                said = f"{short(left)} is {_readable(value, left)}, not {short(right)}"
                return Annotation(start, left, right, "wrong", format_value(value), said)
            held = "rounded" if pair == "rounded" else held
    except ExpressionFault as fault:
        return _unread(start, "=".join(sides[:-1]), sides[-1], str(fault))
    return Annotation(start, sides[0], sides[-1], held, format_value(values[0]))


def compared(left: Fraction, written: str, right: Fraction) -> Held:
    """Whether a value as it is written is another one, or that rounded or cut."""
    if equal(left, right):
        return "exact"
    decimal = _DECIMAL.fullmatch(written)
    if decimal is None or right == 0:
        return "wrong"
    scale = 10 ** (len(decimal[1] or "") + 2 * len(decimal[2]))
    size = abs(left) * scale
    shortened = [round(size), int(size + Fraction(1, 2)), int(size)]  # halves to even and up, and cut
    if not (decimal[1] or decimal[2]):  # a whole number of things
        shortened = shortened[:2] if abs(right) >= _LEAST_WHOLE else []
    return "rounded" if abs(right) * scale in shortened and (left < 0) == (right < 0) else "wrong"


def _readable(value: Fraction, written: str) -> str:
    """The value for people: `24`, `about 3.333`."""
    said = format_value(value)
    if "/" not in said or not Fraction(1, 10**9) < abs(value) < 10**15:
        return short(said)
    digits = f"about {float(value):.3f}" if abs(value) >= 1 else f"about {float(value):.4g}"
    return digits if said == written else f"{short(said)} ({digits})"


def short(text: str) -> str:
    """The beginning of a text, on one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"
