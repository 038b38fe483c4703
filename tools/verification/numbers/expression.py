"""The calculator: what an expression is worth, exactly, within hard bounds.

Rational values are computed with Fractions; only a root that isn't rational brings sympy in, which is given
the tree, never text. `9**9**9`, `factorial(10**9)` or a megabyte of text end at once in an ExpressionFault.
It does not know unknowns, units or answers written in words (`answers.py`).
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from seedbed.tools.verification.numbers.grammar import parse
from seedbed.tools.verification.numbers.rational import Irrational, rational
from seedbed.tools.verification.numbers.syntax import Node, terminating

if TYPE_CHECKING:
    from seedbed.tools.verification.numbers.surds import Value


def calculate(text: str) -> "Value":
    """The exact value of a plain expression without names: a Fraction, or a Surd where roots remain.

    Raises:
        ExpressionFault: not in the grammar, beyond the bounds, a division by zero, no real value.
    """
    return evaluate(parse(text))


def evaluate(node: Node, values: Mapping[str, Fraction] | None = None) -> "Value":
    """The exact value of a tree, names taken from `values`. Raises ExpressionFault like `calculate`."""
    known = values or {}
    try:
        return rational(node, known)
    except Irrational:
        from seedbed.tools.verification.numbers.surds import algebraic

        return algebraic(node, known)


def format_value(value: "Value") -> str:
    """The canonical text of a value: `24`, `4.5`, `7/3`, `2*sqrt(3)`."""
    if not isinstance(value, Fraction):
        return str(value)
    decimal = terminating(value)
    if decimal is not None and len(decimal.partition(".")[2]) <= 12:
        return decimal
    return f"{value.numerator}/{value.denominator}"


def equal(left: "Value", right: "Value") -> bool:
    """Whether two exact values are the same number.

    Raises:
        ExpressionFault: two values with roots agree to 100 digits and can't be shown to be equal.
    """
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left == right
    from seedbed.tools.verification.numbers.surds import same_number

    return same_number(left, right)
