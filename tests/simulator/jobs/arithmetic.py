"""Exact arithmetic on the expressions that briefs carry: parsed by Python's grammar, never run as code."""

import ast
import math
import re
import statistics
from collections.abc import Callable, Mapping
from fractions import Fraction

NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\d])")
"""A number in a text: `12`, `1,200`, `3.50`."""
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "^": "@"})
_PERCENT = re.compile(r"(\d(?:[\d.]*\d)?)\s*%(?!\s*[\d(])")
_MAX_POWER = 64
_MOST = 1000
"""Largest argument of functions that count."""


def value_of(number: str) -> Fraction:
    """A number as it stands in a text."""
    return Fraction(number.replace(",", "").rstrip("."))


def evaluate(expression: str, names: Mapping[str, Fraction] | None = None) -> Fraction | None:
    """The value of an arithmetic expression over numbers and names; None where it isn't one."""
    try:
        return _value(parsed(expression), names or {})
    except (SyntaxError, ValueError, ZeroDivisionError, KeyError, TypeError, RecursionError):
        return None


def parsed(expression: str) -> ast.expr:
    """Its tree.

    Raises:
        SyntaxError: it has none.
    """
    plain = _PERCENT.sub(r"(\1/100)", expression.translate(_SIGNS).replace("@", "**").split("=")[0])
    return ast.parse(plain.strip(), mode="eval").body


def show(value: Fraction) -> str:
    """A number as people write it: whole, decimal where that is exact, else a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    text = f"{float(value):.10f}".rstrip("0")
    return text if Fraction(text) == value else f"{value.numerator}/{value.denominator}"


def _whole(value: Fraction) -> int:
    if value.denominator != 1 or not 0 <= value <= _MOST:
        raise ValueError("not a small whole number")
    return int(value)


def _root(value: Fraction) -> Fraction:
    found = Fraction(math.isqrt(value.numerator), math.isqrt(value.denominator))
    if found * found != value:
        raise ValueError("no exact root")
    return found


_FUNCTIONS: dict[str, Callable[..., Fraction | int]] = {
    "abs": abs,
    "min": min,
    "max": max,
    "floor": math.floor,
    "ceil": math.ceil,
    "sqrt": _root,
    "gcd": lambda *v: math.gcd(*map(_whole, v)),
    "lcm": lambda *v: math.lcm(*map(_whole, v)),
    "comb": lambda n, k: math.comb(_whole(n), _whole(k)),
    "factorial": lambda n: math.factorial(_whole(n)),
    "mean": lambda *v: sum(v) / len(v),
    "median": lambda *v: statistics.median(v),
}


def _value(node: ast.expr, names: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Constant(value=bool()):
            raise ValueError("no number")
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand, names)
        case ast.BinOp(left=left, op=op, right=right):
            return _operate(op, _value(left, names), _value(right, names))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            return Fraction(_FUNCTIONS[name](*(_value(a, names) for a in arguments)))
        case _:
            raise ValueError("no arithmetic")


def _operate(op: ast.operator, a: Fraction, b: Fraction) -> Fraction:
    match op:
        case ast.Add():
            return a + b
        case ast.Sub():
            return a - b
        case ast.Mult():
            return a * b
        case ast.Div():
            return a / b
        case ast.FloorDiv():
            return Fraction(a // b)
        case ast.Mod():
            return a % b
        case ast.Pow() if b.denominator == 1 and abs(b) <= _MAX_POWER:
            return a ** int(b)
        case _:
            raise ValueError("no arithmetic")
