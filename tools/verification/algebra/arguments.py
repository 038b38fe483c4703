"""What a function's arguments must be, with one message for each kind of wrong one."""

import datetime
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy

from seedbed.tools.verification.algebra.bounds import bits
from seedbed.tools.verification.syntax import ExpressionFault


def expression(function: str, value: Any) -> Any:
    """A number or an expression of unknowns."""
    if not isinstance(value, sympy.Expr) or isinstance(value, sympy.MatrixBase):
        raise ExpressionFault(f"{function} takes numbers or expressions, not {kind(value)}")
    return value


def number(function: str, value: Any) -> Any:
    """A number without unknowns."""
    if expression(function, value).free_symbols or value.has(sympy.oo, -sympy.oo, sympy.zoo):
        raise ExpressionFault(f"{function} takes numbers, not {value}")
    return value


def rational(function: str, value: Any) -> Fraction:
    """A rational number."""
    if not number(function, value).is_Rational:
        raise ExpressionFault(f"{function} takes rational numbers")
    return Fraction(int(value.p), int(value.q))


def whole(function: str, value: Any, least: int | None = None, most: int | None = None) -> int:
    """A whole number within its bounds."""
    if not expression(function, value).is_Integer:
        raise ExpressionFault(f"{function} takes whole numbers")
    if (least is not None and value < least) or (most is not None and value > most):
        low = "" if least is None else f" from {least:,}"
        high = "" if most is None else f" up to {most:,}"
        raise ExpressionFault(f"{function} takes whole numbers{low}{high} here")
    return int(value)


def short(function: str, value: Any, most_bits: int, least: int = 1) -> int:
    """A whole number of so many bits."""
    found = whole(function, value, least=least)
    if bits(found) > most_bits:
        raise ExpressionFault(f"{function} takes numbers of at most {most_bits:,} bits")
    return found


def unknown(function: str, value: Any) -> Any:
    """An unknown."""
    if not isinstance(value, sympy.Symbol):
        raise ExpressionFault(f"{function} needs the name of an unknown, not {kind(value)}")
    return value


def data(function: str, values: Sequence[Any], least: int = 1) -> list[Any]:
    """Numbers, given one by one or as one list or set."""
    if len(values) == 1 and isinstance(values[0], list | sympy.Tuple | sympy.FiniteSet):
        values = list(values[0])
    if len(values) < least:
        raise ExpressionFault(f"{function} needs at least {least} number(s)")
    return [number(function, value) for value in values]


def real_data(function: str, values: Sequence[Any], least: int = 1) -> list[Any]:
    """Real numbers, given one by one or as one list."""
    found = data(function, values, least)
    if not all(value.is_extended_real for value in found):
        raise ExpressionFault(f"{function} takes real numbers")
    return found


def pairs(function: str, xs: Any, ys: Any, least: int = 1) -> tuple[list[Any], list[Any]]:
    """Two lists of equal length."""
    left, right = (data(function, [values], least) for values in (xs, ys))
    if len(left) != len(right):
        raise ExpressionFault(f"{function} takes lists of equal length, not {len(left)} and {len(right)}")
    return left, right


def day(function: str, value: Any) -> datetime.date:
    """A date."""
    if not isinstance(value, datetime.date):
        raise ExpressionFault(f"{function} takes dates such as 2024-03-01, not {kind(value)}")
    return value


def kind(value: Any) -> str:
    """What a value is, in a few words."""
    if isinstance(value, sympy.MatrixBase):
        return "a matrix"
    if isinstance(value, sympy.Expr):
        return "a number or expression"
    if isinstance(value, list | sympy.Tuple):
        return "a list"
    if isinstance(value, sympy.Set):
        return "a set"
    if isinstance(value, sympy.logic.boolalg.Boolean | bool):
        return "a statement"
    if isinstance(value, datetime.date):
        return "a date"
    return "a quantity with a unit" if hasattr(value, "units") else "a word"
