"""Exact arithmetic on trees with Fractions, every bound checked before the work it bounds.

It does not know roots that aren't rational: it says `Irrational`, and `surds.py` takes over.
"""

import math
from collections.abc import Mapping
from fractions import Fraction

from seedbed.tools.verification.numbers.syntax import (
    Binary,
    Call,
    ExpressionFault,
    Name,
    Negative,
    Node,
    Number,
    Percent,
)

MAX_BITS = 4_096
"""Longest numerator or denominator anywhere on the way (about 1,200 decimal digits)."""
MAX_EXPONENT = 1_000
MAX_FACTORIAL = 400


class Irrational(Exception):
    """The value isn't rational: the caller takes the algebraic way."""


def rational(node: Node, values: Mapping[str, Fraction]) -> Fraction:
    """The value of a tree whose every step is rational. Raises ExpressionFault or Irrational."""
    match node:
        case Number(value):
            return value
        case Name(name):
            if name not in values:
                raise ExpressionFault(f"{name} has no value")
            return values[name]
        case Negative(operand):
            return -rational(operand, values)
        case Percent(operand):
            return _bounded(rational(operand, values) / 100)
        case Binary("^", left, right):
            return _power(rational(left, values), rational(right, values))
        case Binary(op, left, right):
            return _bounded(_arithmetic(op, rational(left, values), rational(right, values)))
        case Call(function, arguments):
            return _bounded(_call(function, [rational(argument, values) for argument in arguments]))
        case _:
            raise ExpressionFault("more than arithmetic: a name, a relation or a set")


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
    return value


def _arithmetic(op: str, left: Fraction, right: Fraction) -> Fraction:
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    if right == 0:
        raise ExpressionFault("a division by zero")
    return left / right


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 2:
        return _power(_root(base), Fraction(exponent.numerator))
    if exponent.denominator != 1:
        raise ExpressionFault("an exponent that is neither whole nor a half")
    power = exponent.numerator
    if abs(power) > MAX_EXPONENT:
        raise ExpressionFault(f"an exponent beyond {MAX_EXPONENT:,}")
    if base == 0 and power <= 0:
        raise ExpressionFault("zero to the power of zero or less")
    if max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(power) > 2 * MAX_BITS:
        raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
    return _bounded(base**power)


def _root(value: Fraction) -> Fraction:
    if value < 0:
        raise ExpressionFault("the square root of a negative number")
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if top * top != value.numerator or bottom * bottom != value.denominator:
        raise Irrational
    return Fraction(top, bottom)


def _whole(function: str, value: Fraction) -> int:
    if value.denominator != 1:
        raise ExpressionFault(f"{function} takes whole numbers")
    return value.numerator


def _call(function: str, arguments: list[Fraction]) -> Fraction:
    match function:
        case "sqrt":
            return _root(arguments[0])
        case "abs":
            return abs(arguments[0])
        case "floor":
            return Fraction(math.floor(arguments[0]))
        case "ceil":
            return Fraction(math.ceil(arguments[0]))
        case "min":
            return min(arguments)
        case "max":
            return max(arguments)
        case "mean":
            return sum(arguments, Fraction(0)) / len(arguments)
        case "median":
            ordered, half = sorted(arguments), len(arguments) // 2
            return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
        case _:
            return Fraction(_count(function, [_whole(function, argument) for argument in arguments]))


def _count(function: str, arguments: list[int]) -> int:
    if function == "gcd":
        return math.gcd(*arguments)
    if function == "lcm":
        product = 0
        for argument in arguments:
            product += argument.bit_length()
        if product > MAX_BITS:
            raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
        return math.lcm(*arguments)
    if any(argument < 0 for argument in arguments):
        raise ExpressionFault(f"{function} takes no negative numbers")
    if function == "factorial":
        if arguments[0] > MAX_FACTORIAL:
            raise ExpressionFault(f"the factorial of a number beyond {MAX_FACTORIAL}")
        return math.factorial(arguments[0])
    if arguments[0] > 10_000 or min(arguments[1], abs(arguments[0] - arguments[1])) > MAX_FACTORIAL:
        raise ExpressionFault(f"comb beyond 10,000 things or {MAX_FACTORIAL} chosen")
    return math.comb(*arguments)
