"""Roots, logarithms, rounding, angles and complex numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy

from seedbed.tools.verification.algebra import quantities
from seedbed.tools.verification.algebra.arguments import expression, number, whole
from seedbed.tools.verification.algebra.arithmetic import combined, power
from seedbed.tools.verification.algebra.bounds import applied
from seedbed.tools.verification.algebra.quantities import Quantity
from seedbed.tools.verification.rational import MAX_BITS
from seedbed.tools.verification.syntax import ExpressionFault

MAX_PLACES = 50
"""Most decimal places or digits that are asked for."""


def plain(name: str, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function of one expression."""
    return lambda x: _finite(name, applied(function, expression(name, x)))


def angled(name: str, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function of an angle, which may come in degrees."""

    def applied(x: Any) -> Any:
        value = quantities.radians_of(x) if isinstance(x, Quantity) else x
        return _finite(name, function(expression(name, value)))

    return applied


def _finite(name: str, value: Any) -> Any:
    if value.has(sympy.zoo, sympy.nan, sympy.AccumBounds):
        raise ExpressionFault(f"{name} has no value there")
    return value


def sqrt(x: Any) -> Any:
    """Square root, also of a quantity."""
    if isinstance(x, Quantity):
        return combined("^", x, sympy.Rational(1, 2))
    return power(expression("sqrt", x), sympy.Rational(1, 2))


def root(x: Any, n: Any) -> Any:
    """Real n-th root of a number; the principal one of an expression."""
    degree = whole("root", n, 1, 1_000)
    value = expression("root", x)
    if value.is_negative and degree % 2:
        return -power(-value, sympy.Rational(1, degree))
    if value.is_negative:
        raise ExpressionFault("an even root of a negative number isn't real")
    return power(value, sympy.Rational(1, degree))


def cbrt(x: Any) -> Any:
    """Real cube root."""
    return root(x, sympy.Integer(3))


def absolute(x: Any) -> Any:
    """Absolute value, also of a quantity."""
    if isinstance(x, Quantity):
        return Quantity(sympy.Abs(x.value), x.units)
    return sympy.Abs(expression("abs", x))


def ln(x: Any) -> Any:
    """Natural logarithm."""
    if expression("ln", x).is_zero:
        raise ExpressionFault("the logarithm of zero")
    return sympy.log(x)


def log(x: Any, base: Any = sympy.E) -> Any:
    """Logarithm to a base."""
    value, below = expression("log", x), expression("log", base)
    if value.is_zero or below.is_zero or below == 1:
        raise ExpressionFault("the logarithm of zero, or to base 0 or 1")
    if value.is_Rational and below.is_Rational and value > 0 and below > 0:
        exact = _rational_log(value, below)
        if exact is not None:
            return exact
    return sympy.log(value) / sympy.log(below)


def _rational_log(value: Any, base: Any) -> Any:
    """p/q with base^(p/q) = value, where there is one with small q."""
    guess = sympy.nsimplify(
        sympy.log(value).evalf(30) / sympy.log(base).evalf(30), rational=True, tolerance=1e-20
    )
    if guess.q <= 12 and abs(guess.p) <= 8_000 and base**guess.p == value**guess.q:
        return guess
    return None


def rounded(x: Any, places: Any = sympy.S.Zero) -> Any:
    """The nearest decimal of so many places, halves away from zero."""
    value = number("round", x)
    if not value.is_extended_real:
        raise ExpressionFault("round takes real numbers")
    step = sympy.Integer(10) ** whole("round", places, -MAX_PLACES, MAX_PLACES)
    size = sympy.floor(abs(value) * step + sympy.Rational(1, 2)) / step
    return -size if value.is_negative else size


def approx(x: Any, digits: Any = None) -> Any:
    """The value to so many significant digits, as an exact decimal."""
    value = number("approx", x)
    wanted = 10 if digits is None else whole("approx", digits, 1, MAX_PLACES)
    if value.is_extended_real is False or value.evalf(5).is_extended_real is False:
        return approx(sympy.re(value), digits) + sympy.I * approx(sympy.im(value), digits)
    if value.is_zero:
        return sympy.Integer(0)
    near = _near(value, wanted + 15)
    places = wanted - 1 - _exponent(abs(near))
    step = sympy.Integer(10) ** places
    size = sympy.floor(abs(near) * step + sympy.Rational(1, 2)) / step
    return -size if near < 0 else size


def _near(value: Any, digits: int) -> Any:
    """A rational number within so many digits of a real one. Raises ExpressionFault beyond the bounds."""
    if value.is_Rational:
        return value
    near = value.evalf(digits)
    if near.is_zero or not sympy.Float("1e-1000") < abs(near) < sympy.Float("1e1200"):
        raise ExpressionFault(f"approx of a number of more than {MAX_BITS:,} bits, or too close to zero")
    return sympy.Rational(near)


def _exponent(value: Any) -> int:
    """The whole part of the decimal logarithm."""
    guess = len(str(int(value.p))) - len(str(int(value.q)))
    ten = sympy.Integer(10)
    return guess if ten**guess <= value else guess - 1


def extreme(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """min or max, of numbers, expressions or quantities of one kind."""

    def applied(*values: Any) -> Any:
        given = list(values[0]) if len(values) == 1 and isinstance(values[0], list) else list(values)
        if given and all(isinstance(value, Quantity) for value in given):
            best = given[0]
            for value in given[1:]:
                less = quantities.difference(value, best)
                best = value if (less < 0 if name == "min" else less > 0) else best
            return best
        for value in given:
            if expression(name, value).is_extended_real is False:
                raise ExpressionFault(f"{name} takes real numbers")
        return function(*given)

    return applied


@dataclass(frozen=True, slots=True)
class Hundredths:
    """A result that is told as a percentage."""

    value: Any


def percent_change(old: Any, new: Any) -> Any:
    """The change in hundredths of the old value."""
    if isinstance(old, Quantity) and isinstance(new, Quantity):
        share = combined("/", combined("-", new, old), old)
    else:
        share = combined(
            "/", combined("-", number("percent_change", new), number("percent_change", old)), old
        )
    return Hundredths(share * 100)


def degrees(x: Any) -> Any:
    """Radians as a bare number of degrees."""
    if isinstance(x, Quantity):
        return quantities.radians_of(x) * 180 / sympy.pi
    return expression("degrees", x) * 180 / sympy.pi


def radians(x: Any) -> Any:
    """Degrees as radians."""
    if isinstance(x, Quantity):
        return quantities.radians_of(x)
    return expression("radians", x) * sympy.pi / 180
