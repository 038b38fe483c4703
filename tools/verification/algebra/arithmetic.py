"""+ - * / ^ of everything that can be calculated with: expressions, matrices, quantities."""

import datetime
from typing import Any

import sympy

from seedbed.tools.verification.algebra import quantities
from seedbed.tools.verification.algebra.arguments import kind
from seedbed.tools.verification.algebra.bounds import bounded, check_power, check_terms
from seedbed.tools.verification.algebra.quantities import Quantity
from seedbed.tools.verification.syntax import ExpressionFault

MAX_MATRIX_POWER = 100


def combined(op: str, left: Any, right: Any) -> Any:
    """The result of one operation.

    Raises:
        ExpressionFault: beyond the bounds, a division by zero, or operands that don't go together.
    """
    for value in (left, right):
        if isinstance(value, datetime.date):
            raise ExpressionFault("dates aren't added: use add_days or days_between")
        if not isinstance(value, sympy.Expr | sympy.MatrixBase | Quantity):
            raise ExpressionFault(f"{kind(value)} can't be calculated with")
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        return _quantities(op, left, right)
    if isinstance(left, sympy.MatrixBase) or isinstance(right, sympy.MatrixBase):
        return _matrices(op, left, right)
    return _expressions(op, left, right)


def negated(value: Any) -> Any:
    """Minus a value."""
    return combined("*", sympy.Integer(-1), value)


def _expressions(op: str, left: Any, right: Any) -> Any:
    if op == "+":
        result = left + right
    elif op == "-":
        result = left - right
    elif op == "*":
        result = left * right
    elif op == "/":
        if right.is_zero:
            raise ExpressionFault("a division by zero")
        result = left / right
    else:
        return power(left, right)
    if result.is_number and result.has(sympy.nan, sympy.zoo):
        raise ExpressionFault("infinities that can't be calculated with")
    return bounded(result)


def power(base: Any, exponent: Any) -> Any:
    """base to the exponent. Raises ExpressionFault beyond the bounds and for zero to zero or less."""
    if base.is_zero and (exponent.is_nonpositive or exponent.is_zero):
        raise ExpressionFault("zero to the power of zero or less")
    check_power(base, exponent)
    if base.is_Rational and base < 0 and exponent.is_Rational and exponent.q % 2 and exponent.q > 1:
        raise ExpressionFault("a root of a negative number has two readings: root(x, n) is the real one")
    return bounded(sympy.Pow(base, exponent))


def _quantities(op: str, left: Any, right: Any) -> Any:
    if isinstance(left, sympy.MatrixBase) or isinstance(right, sympy.MatrixBase):
        raise ExpressionFault("matrices have no units")
    if op in "*/":
        return quantities.multiply(left, right, 1 if op == "*" else -1)
    if op == "^":
        if isinstance(right, Quantity):
            raise ExpressionFault("an exponent has no unit")
        return quantities.raised(left, right)
    if not (isinstance(left, Quantity) and isinstance(right, Quantity)):
        raise ExpressionFault("a number with a unit and one without can't be added or subtracted")
    return quantities.add(left, right, 1 if op == "+" else -1)


def _matrices(op: str, left: Any, right: Any) -> Any:
    both = isinstance(left, sympy.MatrixBase) and isinstance(right, sympy.MatrixBase)
    try:
        if op in "+-" and both:
            return bounded_matrix(left + right if op == "+" else left - right)
        if op == "*":
            return bounded_matrix(left * right)
        if op == "/" and not isinstance(right, sympy.MatrixBase):
            return bounded_matrix(left * combined("/", sympy.Integer(1), right))
        if op == "^" and not isinstance(right, sympy.MatrixBase) and right.is_Integer:
            if abs(right) > MAX_MATRIX_POWER:
                raise ExpressionFault(f"a matrix to a power beyond {MAX_MATRIX_POWER}")
            return _matrix_power(left, int(right))
    except sympy.matrices.exceptions.ShapeError:
        raise ExpressionFault(f"matrices of {_shape(left)} and {_shape(right)} don't go together") from None
    raise ExpressionFault("a matrix and a number can't be so combined")


def _matrix_power(base: Any, exponent: int) -> Any:
    if base.rows != base.cols:
        raise ExpressionFault("a power needs a square matrix")
    if exponent < 0 and not base.free_symbols and base.det() == 0:
        raise ExpressionFault("the matrix has no inverse")
    step = base.inv() if exponent < 0 else base
    result = sympy.ImmutableMatrix.eye(base.rows)
    for _ in range(abs(exponent)):
        result = bounded_matrix(result * step)
    return result


def bounded_matrix(matrix: Any) -> Any:
    """The matrix itself, its entries within the bounds. Raises ExpressionFault beyond them."""
    for entry in matrix:
        if entry.is_Rational:
            bounded(entry)
        else:
            check_terms(entry)
    return sympy.ImmutableMatrix(matrix)


def _shape(value: Any) -> str:
    return f"{value.rows}×{value.cols}" if isinstance(value, sympy.MatrixBase) else "one number"
