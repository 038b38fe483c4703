"""Derivatives, integrals, limits, series, sums and products."""

from typing import Any

import sympy

from seedbed.tools.verification.algebra.arguments import expression, unknown, whole
from seedbed.tools.verification.algebra.arithmetic import combined
from seedbed.tools.verification.algebra.bounds import MAX_ORDER, check_terms, whole_range
from seedbed.tools.verification.algebra.polynomials import replaced
from seedbed.tools.verification.syntax import ExpressionFault

MAX_ADDED = 2_000
"""Most terms that are added one by one; beyond, a closed form is needed."""


def diff(f: Any, x: Any, n: Any = sympy.S.One) -> Any:
    """The n-th derivative."""
    return sympy.diff(expression("diff", f), unknown("diff", x), whole("diff", n, 0, MAX_ORDER))


def integrate(f: Any, x: Any, low: Any = None, high: Any = None) -> Any:
    """An antiderivative, or the integral from low to high."""
    value, over = check_terms(expression("integrate", f)), unknown("integrate", x)
    if low is None:
        return _closed(sympy.integrate(value, over), "antiderivative")
    if high is None:
        raise ExpressionFault("integrate needs both ends or none")
    ends = expression("integrate", low), expression("integrate", high)
    return _closed(sympy.integrate(value, (over, *ends)), "value")


def _closed(value: Any, what: str) -> Any:
    if value.has(sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit):
        raise ExpressionFault(f"no closed form of the {what} was found")
    if value.has(sympy.Piecewise):
        raise ExpressionFault(f"the {what} depends on the values of its unknowns")
    if value.has(sympy.nan, sympy.zoo):
        raise ExpressionFault(f"there is no {what}")
    return value


def limit(f: Any, x: Any, a: Any, side: Any = None) -> Any:
    """The limit of f as x goes to a. From both sides unless told; they must agree."""
    value, over, at = check_terms(expression("limit", f)), unknown("limit", x), expression("limit", a)
    if side is None:
        direction = "+" if at.is_infinite else "+-"
    elif isinstance(side, sympy.Symbol) and side.name in ("left", "right"):
        direction = "-" if side.name == "left" else "+"
    else:
        raise ExpressionFault("the side of a limit is left or right")
    try:
        found = sympy.limit(value, over, at, direction)
    except ValueError:
        raise ExpressionFault("the limits from left and right differ") from None
    except NotImplementedError:
        raise ExpressionFault("no closed form of the limit was found") from None
    if isinstance(found, sympy.AccumBounds) or found is sympy.nan:
        raise ExpressionFault("there is no limit")
    return _closed(found, "limit")


def series(f: Any, x: Any, a: Any, n: Any) -> Any:
    """The Taylor polynomial of f about a, terms below (x - a)^n."""
    value, over = check_terms(expression("series", f)), unknown("series", x)
    order = whole("series", n, 1, MAX_ORDER)
    try:
        found = sympy.series(value, over, expression("series", a), order)
    except (NotImplementedError, sympy.PoleError):
        raise ExpressionFault("no series was found there") from None
    return _closed(found.removeO(), "series")


def added(f: Any, k: Any, low: Any, high: Any) -> Any:
    """The sum of f over whole k from low to high."""
    value, over, first, last = _sequence("sum", f, k, low, high)
    if not (first.is_Integer and last.is_Integer):
        return _closed(sympy.summation(value, (over, first, last)), "sum")
    if last - first < MAX_ADDED:
        return _folded("+", value, over, range(int(first), int(last) + 1), sympy.Integer(0))
    # A closed form in the end, which is put in afterwards: a sum that has none would be added up by sympy.
    end = sympy.Dummy("end", integer=True, positive=True)
    closed = _closed(sympy.summation(value, (over, first, end)), "sum")
    if closed.has(sympy.Function):
        raise ExpressionFault(f"more than {MAX_ADDED:,} terms to add one by one")
    return replaced(closed, {end: last})


def multiplied(f: Any, k: Any, low: Any, high: Any) -> Any:
    """The product of f over whole k from low to high."""
    value, over, first, last = _sequence("product", f, k, low, high)
    steps = whole_range(first, last)
    if steps is not None:
        return _folded("*", value, over, steps, sympy.Integer(1))
    return _closed(sympy.product(value, (over, first, last)), "product")


def _sequence(function: str, f: Any, k: Any, low: Any, high: Any) -> tuple[Any, Any, Any, Any]:
    value, over = check_terms(expression(function, f)), unknown(function, k)
    ends = expression(function, low), expression(function, high)
    for end in ends:
        if not (end.is_Integer or end.is_infinite or end.free_symbols):
            raise ExpressionFault(f"{function} runs over whole numbers")
    return value, over, *ends


def _folded(op: str, value: Any, over: Any, steps: range, start: Any) -> Any:
    """Term by term, each bounded."""
    result = start
    for step in steps:
        result = combined(op, result, replaced(value, {over: sympy.Integer(step)}))
    return result
