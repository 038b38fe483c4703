"""Statistics of listed numbers, exactly."""

from typing import Any

import sympy

from seedbed.tools.verification.algebra.arguments import data, number, pairs, real_data
from seedbed.tools.verification.algebra.arithmetic import combined, power
from seedbed.tools.verification.algebra.quantities import Quantity, difference
from seedbed.tools.verification.syntax import ExpressionFault


def mean(*values: Any) -> Any:
    """Arithmetic mean, also of quantities of one kind."""
    given = _given(values)
    if given and all(isinstance(value, Quantity) for value in given):
        total = given[0]
        for value in given[1:]:
            total = combined("+", total, value)
        return combined("/", total, sympy.Integer(len(given)))
    found = data("mean", values)
    return sympy.Add(*found) / len(found)


def median(*values: Any) -> Any:
    """Middle value, or the mean of both middle ones."""
    return quantile(_sorted("median", values), sympy.Rational(1, 2))


def quantile(values: Any, q: Any) -> Any:
    """Linear between neighbours (Hyndman and Fan 1996, type 7)."""
    share = number("quantile", q)
    if not (share.is_Rational and 0 <= share <= 1):
        raise ExpressionFault("the share of a quantile lies between 0 and 1")
    ordered = _sorted("quantile", [values])
    place = share * (len(ordered) - 1)
    low = int(sympy.floor(place))
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def mode(*values: Any) -> Any:
    """The set of the most frequent values."""
    found = data("mode", values)
    most = max(found.count(value) for value in found)
    return sympy.FiniteSet(*(value for value in found if found.count(value) == most))


def variance_sample(*values: Any) -> Any:
    """Variance with n - 1."""
    found = real_data("variance_sample", values, least=2)
    return _squares(found) / (len(found) - 1)


def variance_population(*values: Any) -> Any:
    """Variance with n."""
    found = real_data("variance_population", values)
    return _squares(found) / len(found)


def stdev_sample(*values: Any) -> Any:
    """Standard deviation with n - 1."""
    return sympy.sqrt(variance_sample(*values))


def stdev_population(*values: Any) -> Any:
    """Standard deviation with n."""
    return sympy.sqrt(variance_population(*values))


def spread(*values: Any) -> Any:
    """Greatest less least."""
    given = _given(values)
    if given and all(isinstance(value, Quantity) for value in given):
        low = high = given[0]
        for value in given[1:]:
            low = value if difference(value, low) < 0 else low
            high = value if difference(value, high) > 0 else high
        return combined("-", high, low)
    ordered = _sorted("range", values)
    return ordered[-1] - ordered[0]


def geometric_mean(*values: Any) -> Any:
    """n-th root of the product of n positive numbers."""
    found = real_data("geometric_mean", values)
    if not all(value.is_positive for value in found):
        raise ExpressionFault("geometric_mean takes positive numbers")
    product = sympy.Integer(1)
    for value in found:
        product = combined("*", product, value)
    return power(product, sympy.Rational(1, len(found)))


def harmonic_mean(*values: Any) -> Any:
    """n over the sum of reciprocals of n positive numbers."""
    found = real_data("harmonic_mean", values)
    if not all(value.is_positive for value in found):
        raise ExpressionFault("harmonic_mean takes positive numbers")
    return len(found) / sympy.Add(*(1 / value for value in found))


def weighted_mean(values: Any, weights: Any) -> Any:
    """Mean with weights, whose sum isn't zero."""
    found, heavy = pairs("weighted_mean", values, weights)
    total = sympy.Add(*heavy)
    products = (value * weight for value, weight in zip(found, heavy, strict=True))
    return combined("/", sympy.Add(*products), total)


def correlation(xs: Any, ys: Any) -> Any:
    """Pearson's correlation of two lists that both vary."""
    left, right = pairs("correlation", xs, ys, least=2)
    a, b = sympy.Add(*left) / len(left), sympy.Add(*right) / len(right)
    shared = sympy.Add(*((x - a) * (y - b) for x, y in zip(left, right, strict=True)))
    scale = sympy.sqrt(_squares(left) * _squares(right))
    if scale.is_zero:
        raise ExpressionFault("correlation takes lists that vary")
    return sympy.radsimp(shared / scale)


def _squares(values: list[Any]) -> Any:
    middle = sympy.Add(*values) / len(values)
    return sympy.expand(sympy.Add(*((value - middle) ** 2 for value in values)))


def _given(values: Any) -> list[Any]:
    return list(values[0]) if len(values) == 1 and isinstance(values[0], list) else list(values)


def _sorted(function: str, values: Any) -> list[Any]:
    return sorted(real_data(function, [_given(values)]))
