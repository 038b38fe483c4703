"""Equations, systems and inequalities; every solution is put back into what it solves.

Sympy solves; what it finds is checked numerically, and a set that can't be written down is refused rather
than told in part.
"""

from dataclasses import dataclass
from typing import Any

import sympy

from seedbed.tools.verification.algebra.arguments import expression, kind, unknown, whole
from seedbed.tools.verification.algebra.bounds import MAX_EQUATIONS, check_terms
from seedbed.tools.verification.algebra.elementary import approx
from seedbed.tools.verification.algebra.polynomials import polynomial
from seedbed.tools.verification.algebra.put_back import check_real, is_root
from seedbed.tools.verification.syntax import ExpressionFault

MAX_MODULUS = 10_000
MAX_BINOMIAL = 12
"""Greatest n of x^n = a whose solutions are told."""
MAX_NUMERIC = 50
_PERIODIC = (sympy.functions.elementary.trigonometric.TrigonometricFunction, sympy.floor, sympy.ceiling)
_REASON = "no closed form of all solutions was found"


@dataclass(frozen=True, slots=True)
class Solved:
    """The ways to satisfy equations: of each, every unknown with its value. None: no solution."""

    choices: tuple[tuple[tuple[Any, Any], ...], ...]
    """One empty way: anything solves them."""


@dataclass(frozen=True, slots=True)
class RealSolutions:
    """The real values of an unknown that satisfy something, as a sympy set."""

    unknown: Any
    values: Any


def solve(relations: Any, unknowns: Any = None) -> Solved | RealSolutions:
    """All solutions.

    One equation in one unknown: all complex ones where they are finitely many, else all real ones.
    Inequalities: all real ones. Raises ExpressionFault where they can't be written down.
    """
    given = _relations(relations)
    symbols = _unknowns(given, unknowns)
    if len(given) > MAX_EQUATIONS:
        raise ExpressionFault(f"more than {MAX_EQUATIONS} equations")
    for relation in given:
        check_terms(relation.lhs - relation.rhs)
    if any(not isinstance(relation, sympy.Eq) for relation in given):
        if len(symbols) != 1:
            raise ExpressionFault("inequalities are solved in one unknown")
        return RealSolutions(symbols[0], _real(given, symbols[0]))
    if len(given) == 1 and len(symbols) == 1:
        return _single(given[0].lhs - given[0].rhs, symbols[0])
    return _system([relation.lhs - relation.rhs for relation in given], symbols)


def either(ways: list[Any]) -> Solved | RealSolutions:
    """The solutions of one or another of several relations in the same single unknown."""
    symbols = set().union(*(way.free_symbols for way in ways))
    if len(symbols) != 1:
        raise ExpressionFault("a choice between statements is solved in one unknown")
    (x,) = symbols
    found = [solve(way, x) for way in ways]
    solved = [each for each in found if isinstance(each, Solved) and () not in each.choices]
    if len(solved) == len(found):
        values = dict.fromkeys(value for each in solved for choice in each.choices for _, value in choice)
        return _choices(x, list(values))
    return RealSolutions(x, _writable(sympy.Union(*(_real_values(each) for each in found))))


def _real_values(found: Solved | RealSolutions) -> Any:
    if isinstance(found, RealSolutions):
        return found.values
    if found.choices == ((),):
        return sympy.S.Reals
    return sympy.FiniteSet(*(value for ((_, value),) in found.choices if value.is_extended_real))


def solve_between(relation: Any, x: Any, low: Any, high: Any) -> Solved:
    """All solutions from low to high, both included, where they are finitely many."""
    given = _equation("solve_between", relation)
    over = unknown("solve_between", x)
    ends = expression("solve_between", low), expression("solve_between", high)
    if not all(end.is_extended_real and end.is_number for end in ends):
        raise ExpressionFault("solve_between needs two real ends")
    f = check_terms(given.lhs - given.rhs)
    found = sympy.solveset(f, over, sympy.Interval(*ends))
    if not isinstance(found, sympy.FiniteSet) and found is not sympy.S.EmptySet:
        raise ExpressionFault(_REASON)
    return _choices(over, _checked(f, over, found))


def solution_set(relation: Any, x: Any) -> Any:
    """The set of real solutions."""
    return _real(_relations(relation), unknown("solution_set", x))


def solve_mod(relation: Any, x: Any, m: Any) -> Any:
    """The set of all solutions modulo m, by trying each."""
    modulus, over = whole("solve_mod", m, 1, MAX_MODULUS), unknown("solve_mod", x)
    given = _equation("solve_mod", relation)
    found = polynomial("solve_mod", given.lhs - given.rhs, over)
    if not all(each.is_Integer for each in found.all_coeffs()):
        raise ExpressionFault("solve_mod takes polynomials with whole coefficients")
    coefficients = [int(each) % modulus for each in found.all_coeffs()]
    return sympy.FiniteSet(*(at for at in range(modulus) if _horner(coefficients, at, modulus) == 0))


def _horner(coefficients: list[int], at: int, modulus: int) -> int:
    value = 0
    for each in coefficients:
        value = (value * at + each) % modulus
    return value


def _relations(given: Any) -> list[Any]:
    """Relations one by one; a bare expression is set equal to zero."""
    parts = list(given) if isinstance(given, list | sympy.Tuple | sympy.FiniteSet) else [given]
    found: list[Any] = []
    for part in parts:
        if isinstance(part, sympy.And):
            found.extend(_relations(list(part.args)))
        elif isinstance(part, sympy.core.relational.Relational):
            found.append(part)
        elif isinstance(part, sympy.Expr):
            found.append(sympy.Eq(expression("solve", part), 0, evaluate=False))
        else:
            raise ExpressionFault(f"equations or inequalities are needed, not {kind(part)}")
    if not found:
        raise ExpressionFault("there is nothing to solve")
    return found


def _equation(function: str, given: Any) -> Any:
    """The one equation that is meant."""
    found = _relations(given)
    if len(found) != 1 or not isinstance(found[0], sympy.Eq):
        raise ExpressionFault(f"{function} takes one equation")
    return found[0]


def _unknowns(relations: list[Any], told: Any) -> list[Any]:
    if told is not None:
        names = list(told) if isinstance(told, list | sympy.Tuple | sympy.FiniteSet) else [told]
        return [unknown("solve", name) for name in names]
    found = sorted(set().union(*(relation.free_symbols for relation in relations)), key=str)
    if not found:
        raise ExpressionFault("there is no unknown to solve for")
    if len(found) > len(relations) and len(found) > 1:
        raise ExpressionFault(f"which of {', '.join(map(str, found))} is to be found?")
    return found


def _single(f: Any, x: Any) -> Solved | RealSolutions:
    if x not in f.free_symbols:
        return Solved(((),)) if sympy.simplify(f) == 0 else Solved(())
    if f.is_polynomial(x):
        found = _roots(f, x)
        if found is not None:
            return _choices(x, _checked(f, x, found))
    found = _finite(_solveset(f, x, sympy.S.Complexes))
    if found and all(is_root(f, {x: value}) for value in found):
        return _choices(x, _checked(f, x, found))
    real = _solveset(f, x, sympy.S.Reals)
    found = _finite(real)
    if found:
        # Sympy tells what only a squared or combined form has too (sympy 1.14: ln(x) + ln(x - 3) = ln(10)).
        kept = [value for value in found if is_root(f, {x: value})]
        return _choices(x, _checked(f, x, kept or found))
    if found is not None:
        # An empty set of an equation beyond polynomials is asked of the other solver too.
        if any(is_root(f, {x: value}) for value in _other(f, x)):
            raise ExpressionFault(_REASON)
        return Solved(())
    if real == sympy.S.Reals:
        return Solved(((),))
    return RealSolutions(x, _writable(real))


def _roots(f: Any, x: Any) -> list[Any] | None:
    """All roots of a polynomial with rational or symbolic coefficients; None for other coefficients.

    Raises:
        ExpressionFault: an irreducible factor of degree 3 or more that isn't x^n - a or biquadratic:
            Cardano's formulas exist, but nobody can use their text.
    """
    given = sympy.Poly(f, x)
    if given.get_domain().is_EX or not given.get_domain().is_Exact:
        return None
    found: list[Any] = []
    for factor, _ in given.factor_list()[1]:
        powers = {power for (power,) in factor.monoms()}
        degree = factor.degree()
        if degree > 2 and not (powers <= {0, degree} and degree <= MAX_BINOMIAL) and not powers <= {0, 2, 4}:
            raise ExpressionFault(f"{_REASON}; approx_roots gives decimals")
        roots = sympy.roots(factor)
        if sum(roots.values()) != degree:
            raise ExpressionFault(f"{_REASON}; approx_roots gives decimals")
        found.extend(root for root in roots if root not in found)
    return found


def approx_roots(f: Any, x: Any, digits: Any = None) -> Any:
    """The set of all complex roots of a polynomial as decimals of so many digits."""
    equation = _equation("approx_roots", f)
    given = polynomial("approx_roots", equation.lhs - equation.rhs, x)
    wanted = 10 if digits is None else whole("approx_roots", digits, 1, 30)
    if given.free_symbols_in_domain or given.degree() > MAX_NUMERIC or given.degree() < 1:
        raise ExpressionFault(f"approx_roots takes polynomials of degree 1 to {MAX_NUMERIC} in {x} alone")
    found = sympy.Poly(given.sqf_part(), x).nroots(n=wanted + 15, maxsteps=200)
    return sympy.FiniteSet(*(approx(root, sympy.Integer(wanted)) for root in found))


def _solveset(f: Any, x: Any, domain: Any) -> Any:
    try:
        return sympy.solveset(f, x, domain)
    except (NotImplementedError, ValueError):
        return None


def _other(f: Any, x: Any) -> list[Any]:
    try:
        return list(sympy.solve(f, x))
    except NotImplementedError:
        return []


def _finite(values: Any) -> list[Any] | None:
    """The members of a finite set, or None."""
    if values is sympy.S.EmptySet:
        return []
    if isinstance(values, sympy.FiniteSet):
        return list(values)
    if isinstance(values, sympy.Complement) and all(
        isinstance(part, sympy.FiniteSet) for part in values.args
    ):
        gone = values.args[1]
        return [
            value for value in values.args[0] if all(sympy.simplify(value - other) != 0 for other in gone)
        ]
    return None


def _checked(f: Any, x: Any, values: Any) -> list[Any]:
    """The values, each shown to solve f = 0 by putting it back."""
    for value in values:
        if value.has(sympy.CRootOf, sympy.Float):
            raise ExpressionFault(_REASON)
        if not is_root(f, {x: value}):
            raise ExpressionFault("a solution could not be confirmed by putting it back")
    return list(values)


def _choices(x: Any, values: list[Any]) -> Solved:
    return Solved(tuple(((x, value),) for value in in_order(values)))


def in_order(values: Any) -> list[Any]:
    """Real numbers ascending, then everything else in sympy's order."""
    real = [value for value in values if value.is_extended_real and value.is_number]
    rest = [value for value in values if value not in real]
    return sorted(
        real, key=lambda value: sympy.Float(value.evalf(30)) if value.is_finite else value
    ) + sorted(rest, key=sympy.default_sort_key)


def _system(equations: list[Any], symbols: list[Any]) -> Solved:
    open_ones = [each for each in equations if not each.is_zero]
    if any(each.is_number for each in open_ones):
        return Solved(())
    if not open_ones:
        return Solved(((),))
    for each in open_ones:
        _refuse_periodic(each, set(symbols))
    try:
        found = sympy.solve(open_ones, symbols, dict=True)
    except NotImplementedError:
        raise ExpressionFault(_REASON) from None
    choices = []
    for way in found:
        if any(value.has(sympy.CRootOf, sympy.Float) for value in way.values()):
            raise ExpressionFault(_REASON)
        if not all(is_root(each, way) for each in open_ones):
            raise ExpressionFault("a solution could not be confirmed by putting it back")
        choices.append(tuple((symbol, way[symbol]) for symbol in symbols if symbol in way))
    return Solved(tuple(sorted(choices, key=lambda way: [_key(value) for _, value in way])))


def _key(value: Any) -> Any:
    real = value.is_number and value.is_extended_real
    return (0, float(value), "") if real else (1, 0.0, str(value))


def _real(relations: list[Any], x: Any) -> Any:
    """The real solutions of all relations together, as a set that can be written."""
    result: Any = sympy.S.Reals
    for relation in relations:
        if relation.free_symbols - {x}:
            raise ExpressionFault(
                f"the unknown {min(map(str, relation.free_symbols - {x}))} stands beside {x}"
            )
        check_terms(relation.lhs - relation.rhs)
        _refuse_periodic(relation, {x})
        if x not in relation.free_symbols:
            found = sympy.S.Reals if relation.doit() == sympy.true else sympy.S.EmptySet
        elif isinstance(relation, sympy.Ne):
            found = sympy.S.Reals - _solveset(relation.lhs - relation.rhs, x, sympy.S.Reals)
        elif isinstance(relation, sympy.Eq):
            found = _solveset(relation.lhs - relation.rhs, x, sympy.S.Reals)
        else:
            found = _solveset(relation.func(relation.lhs, relation.rhs), x, sympy.S.Reals)
        if found is None:
            raise ExpressionFault(_REASON)
        result = sympy.Intersection(result, found)
    return check_real(relations, x, _writable(result))


def _refuse_periodic(value: Any, unknowns: set[Any]) -> None:
    """Of periodic functions sympy's other solvers tell one period as if it were all."""
    if any(part.free_symbols & unknowns for part in value.atoms(*_PERIODIC)):
        raise ExpressionFault(f"{_REASON}; solve_between looks between two ends")


def _writable(values: Any) -> Any:
    parts = values.args if isinstance(values, sympy.Union) else (values,)
    if values is None or not all(
        isinstance(part, sympy.Interval | sympy.FiniteSet) or part in (sympy.S.EmptySet, sympy.S.Reals)
        for part in parts
    ):
        raise ExpressionFault(f"{_REASON}; solve_between looks between two ends")
    return values
