"""Equations solved exactly: linear and quadratic ones, and systems in up to four unknowns.

sympy is given polynomials built from the tree, never text. What isn't a polynomial of degree two at most, or
could take long, is refused before sympy sees it. It does not know inequalities or complex numbers.
"""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from seedbed.tools.verification.expression import evaluate
from seedbed.tools.verification.grammar import parse_equation
from seedbed.tools.verification.rational import Irrational, rational
from seedbed.tools.verification.syntax import (
    Binary,
    Equation,
    ExpressionFault,
    Name,
    Negative,
    Node,
    Percent,
    names_of,
)

if TYPE_CHECKING:
    from seedbed.tools.verification.surds import Value

MAX_UNKNOWNS = 4
MAX_DEGREE = 2
MAX_BITS = 256
"""Longest coefficient, numerator and denominator together."""

_Polynomial = dict[tuple[int, ...], Fraction]
"""Coefficients by the exponents of the unknowns."""


def solve(
    equations: Sequence[str], unknown: str, names: Collection[str] = "abcdnpqrstuvwxyz"
) -> tuple["Value", ...]:
    """All real values that `unknown` can have, ascending; empty when there are none.

    `equations` are texts of the grammar in names taken from `names` (by default single small letters).

    Raises:
        ExpressionFault: not in the grammar, not of degree two at most, too many unknowns, or infinitely many
            solutions.
    """
    if not 1 <= len(equations) <= MAX_UNKNOWNS:
        raise ExpressionFault(f"{len(equations)} equations; from 1 to {MAX_UNKNOWNS} are solved")
    trees = [parse_equation(text, names) for text in equations]
    unknowns = sorted(frozenset().union(*(names_of(tree.left) | names_of(tree.right) for tree in trees)))
    if unknown not in unknowns:
        raise ExpressionFault(f"the unknown {unknown[:30]!r} doesn't stand in the equations")
    if len(unknowns) > MAX_UNKNOWNS:
        raise ExpressionFault(f"{len(unknowns)} unknowns; at most {MAX_UNKNOWNS} are solved for")
    polynomials = [_difference(tree, unknowns) for tree in trees]
    _check_degrees(polynomials, len(unknowns))
    return _solutions(polynomials, unknowns, unknown)


def holds(equation: str, values: Mapping[str, Fraction]) -> bool:
    """Whether the equation is true of these values. Raises ExpressionFault like `solve`."""
    from seedbed.tools.verification.expression import equal

    tree = parse_equation(equation, values.keys())
    return equal(evaluate(tree.left, values), evaluate(tree.right, values))


def _difference(equation: Equation, unknowns: Sequence[str]) -> _Polynomial:
    return _polynomial(Binary("-", equation.left, equation.right), unknowns)


def _polynomial(node: Node, unknowns: Sequence[str]) -> _Polynomial:
    nothing = (0,) * len(unknowns)
    if not names_of(node):
        try:
            return {nothing: rational(node, {})}
        except Irrational:
            raise ExpressionFault("a coefficient that isn't rational") from None
    match node:
        case Name(name):
            return {tuple(int(name == other) for other in unknowns): Fraction(1)}
        case Negative(operand):
            return _scaled(_polynomial(operand, unknowns), Fraction(-1))
        case Percent(operand):
            return _scaled(_polynomial(operand, unknowns), Fraction(1, 100))
        case Binary("+", left, right):
            return _sum(_polynomial(left, unknowns), _polynomial(right, unknowns))
        case Binary("-", left, right):
            return _sum(_polynomial(left, unknowns), _scaled(_polynomial(right, unknowns), Fraction(-1)))
        case Binary("*", left, right):
            return _product(_polynomial(left, unknowns), _polynomial(right, unknowns))
        case Binary("/", left, right):
            divisor = _polynomial(right, unknowns)
            if set(divisor) != {nothing} or divisor[nothing] == 0:
                raise ExpressionFault("a division by an unknown or by zero")
            return _scaled(_polynomial(left, unknowns), 1 / divisor[nothing])
        case Binary("^", left, right):
            exponent = _polynomial(right, unknowns).get(nothing, Fraction(0))
            if names_of(right) or exponent not in (1, 2):
                raise ExpressionFault("an unknown to another power than 1 or 2")
            base = _polynomial(left, unknowns)
            return base if exponent == 1 else _product(base, base)
        case _:
            raise ExpressionFault("a function of an unknown")


def _scaled(polynomial: _Polynomial, factor: Fraction) -> _Polynomial:
    return {powers: coefficient * factor for powers, coefficient in polynomial.items()}


def _sum(left: _Polynomial, right: _Polynomial) -> _Polynomial:
    total = dict(left)
    for powers, coefficient in right.items():
        total[powers] = total.get(powers, Fraction(0)) + coefficient
    return {powers: coefficient for powers, coefficient in total.items() if coefficient or not any(powers)}


def _product(left: _Polynomial, right: _Polynomial) -> _Polynomial:
    product: _Polynomial = {}
    for powers, coefficient in left.items():
        for others, factor in right.items():
            both = tuple(one + other for one, other in zip(powers, others, strict=True))
            if sum(both) > MAX_DEGREE:
                raise ExpressionFault(f"a degree beyond {MAX_DEGREE}")
            product[both] = product.get(both, Fraction(0)) + coefficient * factor
    return product


def _check_degrees(polynomials: Sequence[_Polynomial], unknowns: int) -> None:
    curved = sum(any(sum(powers) > 1 for powers in polynomial) for polynomial in polynomials)
    if curved > 1 or (curved and (unknowns > 2 or len(polynomials) > 2)):
        raise ExpressionFault("a system with more than one quadratic equation or more than two unknowns")
    for polynomial in polynomials:
        for coefficient in polynomial.values():
            if coefficient.numerator.bit_length() + coefficient.denominator.bit_length() > MAX_BITS:
                raise ExpressionFault(f"a coefficient of more than {MAX_BITS} bits")


def _solutions(
    polynomials: Sequence[_Polynomial], unknowns: Sequence[str], unknown: str
) -> tuple["Value", ...]:
    import sympy

    from seedbed.tools.verification.surds import from_sympy

    symbols = sympy.symbols(list(unknowns), real=True)
    wanted = symbols[list(unknowns).index(unknown)]
    expressions = [_build(polynomial, symbols) for polynomial in polynomials]
    if all(expression == 0 for expression in expressions):
        raise ExpressionFault("infinitely many solutions")
    found: list[Any] = sympy.solve(expressions, symbols, dict=True)
    values = [solution.get(wanted) for solution in found]
    if any(value is None or value.free_symbols for value in values):
        raise ExpressionFault("infinitely many solutions: more equations are needed")
    real = sorted(
        {sympy.radsimp(value) for value in values if value.is_real}, key=lambda value: value.evalf(30)
    )
    return tuple(from_sympy(value) for value in real)


def _build(polynomial: _Polynomial, symbols: Sequence[Any]) -> Any:
    import sympy

    total = sympy.Integer(0)
    for powers, coefficient in sorted(polynomial.items()):
        term = sympy.Rational(coefficient.numerator, coefficient.denominator)
        for symbol, power in zip(symbols, powers, strict=True):
            term *= symbol**power
        total += term
    return total
