"""Arithmetic on trees with Fractions, every bound checked before the work it bounds.

Exact, but for roots that aren't rational: those are taken to as many digits as are asked for.
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
    """A step isn't rational."""


def rational(node: Node, values: Mapping[str, Fraction], digits: int = 0) -> Fraction:
    """The value of a tree.

    Args:
        digits: Decimals to which every step is rounded, and roots are taken; 0: all is exact.

    Raises:
        ExpressionFault: beyond the bounds, a division by zero, no real value, or a function of a root that
            could go either way (`floor`).
        Irrational: a root isn't rational, and no digits are given.
    """
    match node:
        case Number(value):
            return value
        case Name(name):
            if name not in values:
                raise ExpressionFault(f"{name} has no value")
            return values[name]
        case Negative(operand):
            return -rational(operand, values, digits)
        case Percent(operand):
            return _bounded(rational(operand, values, digits) / 100, digits)
        case Binary("^", left, right):
            return _power(rational(left, values, digits), rational(right, values, digits), digits)
        case Binary(op, left, right):
            sides = rational(left, values, digits), rational(right, values, digits)
            if digits and op == "/" and abs(sides[1]) < Fraction(1, 10 ** (digits // 2)):
                raise ExpressionFault("a division by zero, or by what can't be told from it")
            return _bounded(_arithmetic(op, *sides), digits)
        case Call(function, arguments):
            given = [rational(argument, values, digits) for argument in arguments]
            return _bounded(_call(function, given, digits), digits)
        case _:
            raise ExpressionFault("more than arithmetic: a name, a relation or a set")


def _bounded(value: Fraction, digits: int) -> Fraction:
    value = round(value, digits) if digits else value
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


def _power(base: Fraction, exponent: Fraction, digits: int) -> Fraction:
    if exponent.denominator == 2:
        return _power(_root(base, digits), Fraction(exponent.numerator), digits)
    if exponent.denominator != 1:
        raise ExpressionFault("an exponent that is neither whole nor a half")
    power = exponent.numerator
    if abs(power) > MAX_EXPONENT:
        raise ExpressionFault(f"an exponent beyond {MAX_EXPONENT:,}")
    if base == 0 and power <= 0:
        raise ExpressionFault("zero to the power of zero or less")
    if max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(power) > 2 * MAX_BITS:
        raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
    return _bounded(base**power, digits)


def _root(value: Fraction, digits: int) -> Fraction:
    if value < 0:
        raise ExpressionFault("the square root of a negative number")
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return Fraction(top, bottom)
    if not digits:
        raise Irrational
    return Fraction(math.isqrt(int(value * 10 ** (2 * digits))), 10**digits)


def _whole(function: str, value: Fraction) -> int:
    if value.denominator != 1:
        raise ExpressionFault(f"{function} takes whole numbers")
    return value.numerator


def _call(function: str, arguments: list[Fraction], digits: int) -> Fraction:
    if digits and function in ("floor", "ceil"):
        raise ExpressionFault(f"{function} of a number that isn't rational")
    match function:
        case "sqrt":
            return _root(arguments[0], digits)
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
