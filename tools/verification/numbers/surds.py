"""Exact arithmetic on trees with square roots: sympy numbers built from the tree.

Bounded by counting, not by a clock. It does not know unknowns. Importing it imports sympy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy

from seedbed.tools.verification.numbers.rational import Irrational, rational
from seedbed.tools.verification.numbers.syntax import Binary, Call, ExpressionFault, Negative, Node, Percent

MAX_ROOTS = 4
"""Most different roots in one expression; n of them span up to 2^n terms."""
MAX_STEPS = 40
"""Most operations on numbers that aren't rational."""
MAX_SURD_EXPONENT = 8
"""Greatest product of all exponents that such numbers are raised to."""


@dataclass(frozen=True, slots=True)
class Surd:
    """A real algebraic number that isn't rational."""

    exact: Any
    """A sympy expression of integers and roots."""

    def __str__(self) -> str:
        return str(self.exact)


Value = Fraction | Surd


def to_sympy(value: Value) -> Any:
    """The value as a sympy number."""
    return sympy.Rational(value.numerator, value.denominator) if isinstance(value, Fraction) else value.exact


def from_sympy(number: Any) -> Value:
    """A real sympy number as a value: a Fraction wherever it is rational."""
    return Fraction(int(number.p), int(number.q)) if number.is_Rational else Surd(number)


def algebraic(node: Node, values: Mapping[str, Fraction]) -> Value:
    """The value of a tree in which roots may remain. Raises ExpressionFault beyond the bounds."""
    return from_sympy(_surd(node, values, _Effort()))


def same_number(left: Value, right: Value) -> bool:
    """Whether two numbers are equal. Raises ExpressionFault when 100 digits agree and no proof is found."""
    difference = to_sympy(left) - to_sympy(right)
    if abs(difference.evalf(120, maxn=400)) > sympy.Float(10, 120) ** -100:
        return False
    if sympy.radsimp(sympy.sqrtdenest(difference)).expand().is_zero:
        return True
    raise ExpressionFault("two values agree to 100 digits and can't be shown to be equal")


@dataclass(slots=True)
class _Effort:
    """What the algebraic way has spent so far."""

    steps: int = 0
    power: int = 1
    roots: set[Any] = field(default_factory=set)

    def step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise ExpressionFault(f"more than {MAX_STEPS} steps with roots")

    def root(self, value: Any) -> None:
        self.roots.add(value)
        if len(self.roots) > MAX_ROOTS:
            raise ExpressionFault(f"more than {MAX_ROOTS} different roots")

    def raise_to(self, exponent: int) -> None:
        self.power *= max(1, abs(exponent))
        if self.power > MAX_SURD_EXPONENT:
            raise ExpressionFault(f"roots to exponents beyond {MAX_SURD_EXPONENT}")


def _surd(node: Node, values: Mapping[str, Fraction], effort: _Effort) -> Any:
    """Like `rational`, in sympy numbers."""
    try:
        return to_sympy(rational(node, values))
    except Irrational:
        effort.step()
    match node:
        case Negative(operand):
            return -_surd(operand, values, effort)
        case Percent(operand):
            return _surd(operand, values, effort) / 100
        case Binary("^", left, right):
            return _power(_surd(left, values, effort), _surd(right, values, effort), effort)
        case Binary(op, left, right):
            return _arithmetic(op, _surd(left, values, effort), _surd(right, values, effort))
        case Call("sqrt", (argument,)):
            return _power(_surd(argument, values, effort), sympy.Rational(1, 2), effort)
        case Call("abs", (argument,)):
            value = _surd(argument, values, effort)
            return -value if value.is_negative else value
        case _:
            raise ExpressionFault("a function of a number that isn't rational; only sqrt and abs take those")


def _arithmetic(op: str, left: Any, right: Any) -> Any:
    if op == "/":
        if right.equals(0):
            raise ExpressionFault("a division by zero")
        return sympy.radsimp(left / right).expand()
    result = left + right if op == "+" else left - right if op == "-" else left * right
    return result.expand()


def _power(base: Any, exponent: Any, effort: _Effort) -> Any:
    if not exponent.is_Rational or exponent.q > 2:
        raise ExpressionFault("an exponent that is neither whole nor a half")
    if base.equals(0) and exponent <= 0:
        raise ExpressionFault("zero to the power of zero or less")
    effort.raise_to(int(exponent.p))
    if exponent.q == 1:
        return sympy.radsimp(sympy.Pow(base, exponent)).expand()
    if base.is_Rational and (int(base.p).bit_length() + int(base.q).bit_length() > 128):
        raise ExpressionFault("the root of a number of more than 128 bits")
    if base.is_negative:
        raise ExpressionFault("the square root of a negative number")
    effort.root(base)
    return sympy.Pow(sympy.sqrt(base), int(exponent.p)).expand()
