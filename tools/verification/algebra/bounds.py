"""How large anything may grow before sympy is asked: counted on what is built, before the work it bounds.

What counting can't bound (an integral, a simplification) is bounded by the worker's clock and memory.
"""

from typing import Any

import sympy

from seedbed.tools.verification.rational import MAX_BITS, MAX_EXPONENT, MAX_FACTORIAL
from seedbed.tools.verification.syntax import ExpressionFault

MAX_TERMS = 300
"""Most terms that brackets may multiply out to."""
MAX_SIDE = 12
"""Most rows or columns of a matrix."""
MAX_UNKNOWN_SIDE = 6
"""Most rows or columns of a matrix with unknowns."""
MAX_RANGE = 10_000
"""Most terms of a sum or product that are added one by one."""
MAX_ORDER = 30
"""Most derivatives, and most terms of a series."""
MAX_EQUATIONS = 8
MAX_FACTORED_BITS = 128
"""Longest whole number that is factored."""
_STEEP = frozenset((sympy.factorial, sympy.gamma, sympy.zeta, sympy.binomial, sympy.LambertW))


def bounded(value: Any) -> Any:
    """The value itself. Raises ExpressionFault for a number of more than MAX_BITS bits."""
    if getattr(value, "is_Rational", False) and max(bits(value.p), bits(value.q)) > MAX_BITS:
        raise ExpressionFault(f"a number of more than {MAX_BITS:,} bits")
    return value


def bits(number: Any) -> int:
    """Bits of a whole number."""
    return int(number).bit_length()


def check_power(base: Any, exponent: Any) -> None:
    """Raise ExpressionFault where a power would grow beyond the bounds, before it is taken."""
    if not exponent.is_Rational:
        return
    if base.is_Rational:
        if base in (0, 1, -1):
            return
        if exponent.q > MAX_EXPONENT:
            raise ExpressionFault(f"a root beyond the {MAX_EXPONENT:,}th")
        if max(bits(base.p), bits(base.q)) * abs(exponent) > 2 * MAX_BITS:
            raise ExpressionFault(f"a power of more than {MAX_BITS:,} bits; powmod takes large exponents")
    elif abs(exponent) > MAX_EXPONENT:
        raise ExpressionFault(f"an exponent beyond {MAX_EXPONENT:,}")


def applied(function: Any, *arguments: Any) -> Any:
    """A sympy function of arguments. Raises ExpressionFault where it grows too fast for them."""
    if function in _STEEP and any(each.is_Rational and abs(each) > MAX_FACTORIAL for each in arguments):
        raise ExpressionFault(f"{function.__name__} of a number beyond {MAX_FACTORIAL}")
    return bounded(function(*arguments))


def check_terms(value: Any) -> Any:
    """The value itself. Raises ExpressionFault where its brackets multiply out to too many terms."""
    if terms(value) > MAX_TERMS:
        raise ExpressionFault(f"brackets that multiply out to more than {MAX_TERMS:,} terms")
    return value


def terms(value: Any) -> int:
    """An upper bound of the terms after all brackets are multiplied out; capped far beyond MAX_TERMS."""
    cap = 1_000_000_000
    if isinstance(value, sympy.Add):
        return min(cap, sum(terms(part) for part in value.args))
    if isinstance(value, sympy.Mul):
        count = 1
        for part in value.args:
            count = min(cap, count * terms(part))
        return count
    if isinstance(value, sympy.Pow) and value.exp.is_Rational:
        inner, power = terms(value.base), abs(value.exp.p)
        if inner == 1:
            return 1
        count = 1
        for step in range(1, min(inner, power + 1)):
            count = count * (inner + power - step) // step
            if count > cap:
                return cap
        return int(count)
    return max([1, *(terms(part) for part in getattr(value, "args", ()) if isinstance(part, sympy.Basic))])


def whole_range(low: Any, high: Any) -> range | None:
    """The whole numbers from low to high, or None where an end isn't a number.

    Raises:
        ExpressionFault: more than MAX_RANGE of them.
    """
    if not (low.is_Integer and high.is_Integer):
        return None
    if high - low >= MAX_RANGE:
        raise ExpressionFault(f"more than {MAX_RANGE:,} terms to add one by one")
    return range(int(low), int(high) + 1)
