"""The calculator: what an expression is worth, exactly, within hard bounds.

Computed with Fractions; roots that aren't rational to 100 digits. `9**9**9`, `factorial(10**9)` or a megabyte
of text end at once in an ExpressionFault. It does not know unknowns, units or answers written in words
(`answers.py`).
"""

from collections.abc import Mapping
from fractions import Fraction

from seedbed.tools.verification.numbers.grammar import parse
from seedbed.tools.verification.numbers.rational import Irrational, rational
from seedbed.tools.verification.numbers.syntax import ExpressionFault, Node, terminating

_DIGITS = 100
"""Of roots that aren't rational."""
_NEAR = Fraction(1, 10**50)
"""How near, to each of their size, two values with such roots are the same."""
_SHORT, _LONG = 10**12, 10**60
"""Denominators: of values that roots came out as, at most; of values that are taken to have roots left, at
least."""


def calculate(text: str) -> Fraction:
    """The value of a plain expression without names.

    Raises:
        ExpressionFault: not in the grammar, beyond the bounds, a division by zero, no real value.
    """
    return evaluate(parse(text))


def evaluate(node: Node, values: Mapping[str, Fraction] | None = None) -> Fraction:
    """The value of a tree, names taken from `values`. Raises ExpressionFault like `calculate`."""
    known = values or {}
    try:
        return rational(node, known)
    except Irrational:
        value = rational(node, known, _DIGITS)
    if value and abs(value) < _NEAR:
        raise ExpressionFault("a number with roots that is zero or too small to be told from it")
    short = value.limit_denominator(_SHORT)
    return short if abs(value - short) < _NEAR else value


def format_value(value: Fraction) -> str:
    """The canonical text of a value: `24`, `4.5`, `7/3`; with roots twelve digits, `1.41421356237`."""
    if value.denominator >= _LONG:
        return f"{float(value):.12g}"
    decimal = terminating(value)
    if decimal is not None and len(decimal.partition(".")[2]) <= 12:
        return decimal
    return f"{value.numerator}/{value.denominator}"


def equal(left: Fraction, right: Fraction) -> bool:
    """Whether two values are the same number; with roots, whether fifty digits agree."""
    if left == right:
        return True
    long = max(left.denominator, right.denominator) >= _LONG
    return long and abs(left - right) <= _NEAR * max(abs(left), abs(right))
