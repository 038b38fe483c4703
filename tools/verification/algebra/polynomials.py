"""Rewriting of expressions, and what polynomials are asked."""

from typing import Any

import sympy

from seedbed.tools.verification.algebra.arguments import expression, unknown, whole
from seedbed.tools.verification.algebra.arithmetic import bounded_matrix, combined, power
from seedbed.tools.verification.algebra.bounds import MAX_TERMS, applied, check_terms
from seedbed.tools.verification.syntax import ExpressionFault


def simplify(x: Any) -> Any:
    """The simplest form; entry by entry of a matrix."""
    if isinstance(x, sympy.MatrixBase):
        return bounded_matrix(x.applyfunc(sympy.simplify))
    return sympy.simplify(check_terms(expression("simplify", x)))


def expand(x: Any) -> Any:
    """Without brackets."""
    if isinstance(x, sympy.MatrixBase):
        return bounded_matrix(x.applyfunc(lambda entry: sympy.expand(check_terms(entry))))
    return sympy.expand(check_terms(expression("expand", x)))


def factor(x: Any) -> Any:
    """Product of irreducible factors over the rationals."""
    value = check_terms(expression("factor", x))
    if value.is_Rational:
        raise ExpressionFault("factor takes expressions with unknowns; factorint takes whole numbers")
    return sympy.factor(value)


def apart(f: Any, x: Any = None) -> Any:
    """Partial fractions."""
    value = check_terms(expression("apart", f))
    return sympy.apart(value, _only(value, "apart") if x is None else unknown("apart", x))


def _only(value: Any, function: str) -> Any:
    symbols = sorted(value.free_symbols, key=str)
    if len(symbols) != 1:
        raise ExpressionFault(f"{function} needs to be told which unknown is meant")
    return symbols[0]


def substitute(f: Any, *settings: Any) -> Any:
    """f with unknowns replaced, all at once."""
    values: dict[Any, Any] = {}
    for setting in settings:
        for equation in setting.args if isinstance(setting, sympy.And) else (setting,):
            if not isinstance(equation, sympy.Eq):
                raise ExpressionFault("substitute needs settings such as x = 3")
            values[unknown("substitute", equation.lhs)] = equation.rhs
    check_terms(expression("substitute", f))
    result = replaced(f, values)
    if result.has(sympy.nan, sympy.zoo):
        raise ExpressionFault("a division by zero")
    return result


def replaced(value: Any, values: dict[Any, Any]) -> Any:
    """A value with unknowns replaced, by our own arithmetic: every power is bounded on the way."""
    if value in values:
        return values[value]
    if not value.args or not value.free_symbols:
        return value
    parts = [replaced(part, values) for part in value.args]
    if isinstance(value, sympy.Pow):
        return power(*parts)
    if isinstance(value, sympy.Add | sympy.Mul):
        result = parts[0]
        for part in parts[1:]:
            result = combined("+" if value.is_Add else "*", result, part)
        return result
    return applied(value.func, *parts)


def coefficient(f: Any, x: Any, n: Any) -> Any:
    """Coefficient of x^n."""
    exponent = whole("coefficient", n, 0)
    return polynomial("coefficient", f, x).coeff_monomial(unknown("coefficient", x) ** exponent)


def degree(f: Any, x: Any) -> Any:
    """Degree of a polynomial."""
    found = polynomial("degree", f, x)
    if found.is_zero:
        raise ExpressionFault("the zero polynomial has no degree")
    return sympy.Integer(found.degree())


def quotient(f: Any, g: Any, x: Any) -> Any:
    """Quotient of polynomials."""
    return _divided(f, g, x)[0].as_expr()


def remainder(f: Any, g: Any, x: Any) -> Any:
    """Remainder of polynomials."""
    return _divided(f, g, x)[1].as_expr()


def _divided(f: Any, g: Any, x: Any) -> Any:
    above, below = polynomial("quotient", f, x), polynomial("quotient", g, x)
    if below.is_zero:
        raise ExpressionFault("a division by zero")
    return sympy.div(above, below)


def polynomial(function: str, f: Any, x: Any) -> Any:
    """f as a polynomial in x. Raises ExpressionFault where it isn't one."""
    value = sympy.cancel(check_terms(expression(function, f)))
    if not value.is_polynomial(unknown(function, x)):
        raise ExpressionFault(f"{function} takes polynomials in {x}")
    found = sympy.Poly(value, x)
    if found.degree() > MAX_TERMS:
        raise ExpressionFault(f"a polynomial of a degree beyond {MAX_TERMS:,}")
    return found
