"""Solutions put back into what they solve: sympy's solvers are believed only where that holds."""

from itertools import pairwise
from typing import Any

import sympy

from seedbed.tools.verification.syntax import ExpressionFault

_CLOSE = sympy.Float("1e-15")
_ANYWHERE = [sympy.Rational(number, 7) for number in (-999, -250, -86, -23, -3, 0, 5, 16, 31, 88, 243, 1001)]


def is_root(f: Any, values: dict[Any, Any]) -> bool:
    """Whether f is zero, to 15 places, where its unknowns have these values."""
    back = f.subs(values)
    if back.has(sympy.nan, sympy.zoo, sympy.oo):
        return False
    if back.free_symbols:
        return bool(sympy.simplify(back) == 0)
    return bool(back.is_zero or abs(back.evalf(40, maxn=400)) < _CLOSE)


def check_real(relations: list[Any], x: Any, values: Any) -> Any:
    """The set itself, shown to agree with the relations at its ends, between and beyond them.

    Raises:
        ExpressionFault: it doesn't agree somewhere.
    """
    for point in _points(values):
        said = values.contains(point)
        told = [_holds(relation, x, point) for relation in relations]
        if said in (sympy.true, sympy.false) and None not in told and bool(said) != all(told):
            raise ExpressionFault("the solutions could not be confirmed by putting numbers back")
    return values


def _points(values: Any) -> list[Any]:
    """Rational ends, one rational number between each two neighbours and beyond them, and some anywhere."""
    ends = sorted((end for end in values.boundary if end.is_finite), key=lambda end: float(end.evalf(20)))
    if not ends:
        return _ANYWHERE
    near = [sympy.Rational(str(end.evalf(20))) for end in ends]
    between = [(low + high) / 2 for low, high in pairwise(near)]
    return [end for end in ends if end.is_Rational] + [near[0] - 1, *between, near[-1] + 1, *_ANYWHERE]


def _holds(relation: Any, x: Any, point: Any) -> bool | None:
    """Whether a relation holds at a number; None where that can't be told."""
    sides = [side.subs(x, point) for side in (relation.lhs, relation.rhs)]
    if any(side.has(sympy.nan, sympy.zoo) or side.is_extended_real is False for side in sides):
        return False
    found = relation.func(*sides)
    return bool(found) if found in (sympy.true, sympy.false) else None
