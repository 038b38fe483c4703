"""What matrices are asked. Entries are exact; what lies beyond the bounds is refused before any work."""

from typing import Any

import sympy

from seedbed.tools.verification.algebra.arguments import expression, kind
from seedbed.tools.verification.algebra.arithmetic import bounded_matrix
from seedbed.tools.verification.algebra.bounds import MAX_SIDE, MAX_UNKNOWN_SIDE
from seedbed.tools.verification.syntax import ExpressionFault


def matrix(function: str, value: Any, square: bool = False) -> Any:
    """A matrix within the bounds; a list is a column. Raises ExpressionFault for anything else."""
    if isinstance(value, list) and value:
        value = sympy.ImmutableMatrix([[expression(function, entry)] for entry in value])
    if not isinstance(value, sympy.MatrixBase):
        raise ExpressionFault(f"{function} takes a matrix such as [[1, 2], [3, 4]], not {kind(value)}")
    most = MAX_UNKNOWN_SIDE if value.free_symbols else MAX_SIDE
    if max(value.shape) > most:
        raise ExpressionFault(f"{function} takes matrices of at most {most} rows and columns here")
    if square and value.rows != value.cols:
        raise ExpressionFault(f"{function} needs a square matrix, not {value.rows}×{value.cols}")
    return bounded_matrix(value)


def det(m: Any) -> Any:
    """Determinant."""
    return sympy.expand(matrix("det", m, square=True).det())


def inverse(m: Any) -> Any:
    """Inverse matrix."""
    value = matrix("inverse", m, square=True)
    if sympy.simplify(value.det()) == 0:
        raise ExpressionFault("the matrix has no inverse")
    return bounded_matrix(value.inv().applyfunc(sympy.cancel))


def rank(m: Any) -> Any:
    """Rank."""
    return sympy.Integer(matrix("rank", m).rank(simplify=True))


def transpose(m: Any) -> Any:
    """Transpose."""
    return matrix("transpose", m).T


def trace(m: Any) -> Any:
    """Sum of the diagonal."""
    return matrix("trace", m, square=True).trace()


def rref(m: Any) -> Any:
    """Reduced row echelon form."""
    return bounded_matrix(matrix("rref", m).rref(simplify=True)[0])


def eigenvalues(m: Any) -> Any:
    """The set of eigenvalues."""
    value = matrix("eigenvalues", m, square=True)
    try:
        found = value.eigenvals(error_when_incomplete=True)
    except sympy.matrices.exceptions.MatrixError:
        raise ExpressionFault("no closed form of all eigenvalues was found") from None
    return sympy.FiniteSet(*(sympy.simplify(each) for each in found))


def nullspace(m: Any) -> Any:
    """A basis of the null space, as the columns of a matrix."""
    found = matrix("nullspace", m).nullspace(simplify=True)
    if not found:
        raise ExpressionFault("the null space is zero: it has no basis vectors")
    return bounded_matrix(sympy.Matrix.hstack(*found))


def linsolve(a: Any, b: Any) -> Any:
    """The one x with a x = b."""
    left, right = matrix("linsolve", a, square=True), matrix("linsolve", b)
    if left.rows != right.rows:
        raise ExpressionFault(f"linsolve needs {left.rows} right-hand sides, not {right.rows}")
    if sympy.simplify(left.det()) == 0:
        raise ExpressionFault("there isn't exactly one solution")
    return bounded_matrix(left.LUsolve(right).applyfunc(sympy.cancel))


def dot(a: Any, b: Any) -> Any:
    """Scalar product."""
    left, right = _vector("dot", a), _vector("dot", b)
    if left.rows != right.rows:
        raise ExpressionFault("dot needs vectors of equal length")
    return left.dot(right)


def cross(a: Any, b: Any) -> Any:
    """Vector product of two vectors of three."""
    left, right = _vector("cross", a), _vector("cross", b)
    if (left.rows, right.rows) != (3, 3):
        raise ExpressionFault("cross needs two vectors of three")
    return bounded_matrix(left.cross(right))


def norm(a: Any) -> Any:
    """Euclidean length."""
    return _vector("norm", a).norm()


def _vector(function: str, value: Any) -> Any:
    found = matrix(function, value)
    if found.rows == 1:
        found = found.T
    if found.cols != 1:
        raise ExpressionFault(f"{function} takes vectors such as [1, 2, 3]")
    return found
