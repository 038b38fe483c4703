"""What a tree is worth at a point: exactly where all is rational, else to 60 digits, within counted bounds.

Every step costs a bounded time: magnitudes are checked before a power, a factorial or a function of a large
number is computed. It knows real and complex numbers, no sets, units (a degree but for) or infinities.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from seedbed.tools.verification.rational import Irrational, rational
from seedbed.tools.verification.syntax import (
    FUNCTIONS,
    Binary,
    Call,
    Constant,
    ExpressionFault,
    Matrix,
    Measured,
    Name,
    Negative,
    Node,
    Number,
    Percent,
    children,
)

DIGITS = 60
"""Digits that are computed."""
AGREE = 40
"""Digits to which two values must agree; a difference beyond is rounding."""
_MAX_MAGNITUDE = 100_000
"""Greatest binary exponent of a number."""
_MAX_ANGLE = 200
_MAX_FACTORIAL = 20_000
_MAX_ORDER = 6
_REAL_STEPS = frozenset(("floor", "ceil", "min", "max", "gcd", "lcm", "comb", "factorial", "mean", "median"))


def worth(node: Node, values: Mapping[str, Fraction]) -> Any:
    """The value of a tree: a Fraction, or an mpmath number of DIGITS digits.

    Raises:
        ExpressionFault: no number (a set, words, an infinity), undefined, or beyond the bounds.
    """
    return real_worth(node, values)[0]


def real_worth(node: Node, values: Mapping[str, Fraction]) -> tuple[Any, bool]:
    """The value as `worth`, and whether every step on the way to it was real."""
    if _arithmetic(node):
        try:
            return rational(node, values), True
        except (Irrational, ExpressionFault):
            pass
    evaluation = _Evaluation(values)
    return evaluation.of(node), evaluation.real


def same_number(left: Any, right: Any) -> bool:
    """Whether two values are one number: Fractions exactly, others to AGREE digits of the greater."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left == right
    context = _context()
    left, right = _float(left), _float(right)
    allowed = context.mpf(10) ** -AGREE * max(abs(left), abs(right))
    return bool(abs(left - right) <= max(allowed, context.mpf(10) ** (-AGREE - 10)))


def is_real(value: Any) -> bool:
    """Whether a value has no imaginary part beyond rounding."""
    if isinstance(value, Fraction):
        return True
    return bool(abs(_context().im(value)) <= _context().mpf(10) ** -AGREE * max(1, abs(value)))


def less(left: Any, right: Any) -> bool:
    """Whether one real value lies below another."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left < right
    context = _context()
    return not same_number(left, right) and bool(context.re(_float(left)) < context.re(_float(right)))


def quotient(left: Any, right: Any) -> Any:
    """left / right; the caller knows that right isn't zero."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left / right
    return _float(left) / _float(right)


def product(left: Any, right: Any) -> Any:
    """left · right."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left * right
    return _float(left) * _float(right)


def difference(left: Any, right: Any) -> Any:
    """left - right."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left - right
    return _float(left) - _float(right)


@lru_cache(maxsize=1)
def _context() -> Any:
    import mpmath

    context = mpmath.mp.clone()
    context.dps = DIGITS
    return context


def _float(value: Any) -> Any:
    if isinstance(value, Fraction):
        return _context().mpf(value.numerator) / value.denominator
    return value


def _arithmetic(node: Node) -> bool:
    """Whether `rational` knows every step."""
    if isinstance(node, Call) and node.function not in FUNCTIONS:
        return False
    if not isinstance(node, Number | Name | Negative | Percent | Binary | Call):
        return False
    return all(_arithmetic(child) for child in children(node))


class _Evaluation:
    """One walk over a tree, with the numbers that its names stand for."""

    def __init__(self, values: Mapping[str, Fraction]) -> None:
        self.context = _context()
        self.values = values
        self.real = True

    def of(self, node: Node) -> Any:
        value = self._step(node)
        if not self.context.isfinite(value):
            raise ExpressionFault("a value that isn't finite")
        if value != 0 and abs(self.context.mag(value)) > _MAX_MAGNITUDE:
            raise ExpressionFault("a number beyond the bounds")
        self.real = self.real and is_real(value)
        return value

    def _step(self, node: Node) -> Any:
        match node:
            case Number(value):
                return _float(value)
            case Name(name):
                if name not in self.values:
                    raise ExpressionFault(f"{name} has no value")
                return _float(self.values[name])
            case Constant("pi"):
                return +self.context.pi
            case Constant("e"):
                return +self.context.e
            case Constant("i"):
                return self.context.mpc(0, 1)
            case Negative(operand):
                return -self.of(operand)
            case Percent(operand):
                return self.of(operand) / 100
            case Measured(operand, "°"):
                return self.of(operand) * self.context.pi / 180
            case Binary("^", left, right):
                return self._power(self.of(left), self.of(right))
            case Binary(op, left, right):
                return self._sum(op, self.of(left), self.of(right))
            case Call("det", (Matrix(rows),)):
                return self._determinant(rows)
            case Call(function, arguments):
                return self._call(function, [self.of(argument) for argument in arguments])
            case _:
                raise ExpressionFault("more than a number")

    def _sum(self, op: str, left: Any, right: Any) -> Any:
        if op == "/":
            if right == 0:
                raise ExpressionFault("a division by zero")
            return left / right
        return left + right if op == "+" else left - right if op == "-" else left * right

    def _power(self, base: Any, exponent: Any) -> Any:
        if base == 0:
            if self.context.re(exponent) <= 0:
                raise ExpressionFault("zero to the power of zero or less")
            return base
        if abs(exponent) * (abs(self.context.mag(base)) + 1) > _MAX_MAGNITUDE:
            raise ExpressionFault("a power beyond the bounds")
        return self.context.power(base, exponent)

    def _determinant(self, rows: tuple[tuple[Node, ...], ...]) -> Any:
        if len(rows) != len(rows[0]) or len(rows) > _MAX_ORDER:
            raise ExpressionFault(
                f"the determinant of a matrix that isn't square, or beyond {_MAX_ORDER} rows"
            )
        return self.context.det(self.context.matrix([[self.of(entry) for entry in row] for row in rows]))

    def _call(self, function: str, arguments: list[Any]) -> Any:
        context, first = self.context, arguments[0]
        if function in _REAL_STEPS:
            return self._whole(function, arguments)
        if (
            first != 0
            and abs(context.mag(first)) > _MAX_ANGLE
            and function not in ("abs", "sqrt", "ln", "log")
        ):
            raise ExpressionFault(f"{function} of a number beyond the bounds")
        if function in ("exp", "sinh", "cosh", "tanh", "cis") and abs(first) > _MAX_MAGNITUDE / 2:
            raise ExpressionFault(f"{function} of a number beyond the bounds")
        try:
            return self._function(function, arguments)
        except (ZeroDivisionError, ValueError):
            raise ExpressionFault(f"{function} isn't defined there") from None

    def _function(self, function: str, arguments: list[Any]) -> Any:
        context, first = self.context, arguments[0]
        match function:
            case "abs":
                return abs(first)
            case "sqrt":
                return context.sqrt(first)
            case "root":
                return self._root(first, arguments[1])
            case "log":
                if len(arguments) == 1:
                    return context.log10(first)
                return context.log(first) / context.log(arguments[1])
            case "log2" | "log10":
                return context.log(first, int(function[3:]))
            case "cbrt":
                return self._root(first, context.mpf(3))
            case "cis":
                return context.expj(first)
            case "ln":
                return context.log(first)
            case "sin" | "cos" | "tan" | "cot" | "sec" | "csc" | "asin" | "acos" | "atan":
                return getattr(context, function)(first)
            case "sinh" | "cosh" | "tanh" | "exp" | "asec" | "acsc" | "acot":
                return getattr(context, function)(first)
            case _:
                raise ExpressionFault(f"{function} isn't known here")

    def _root(self, value: Any, index: Any) -> Any:
        if index == 0:
            raise ExpressionFault("the root of index zero")
        if (
            is_real(value)
            and self.context.re(value) < 0
            and index == int(self.context.re(index))
            and index % 2
        ):
            return -self._power(-value, 1 / index)
        return self._power(value, 1 / index)

    def _whole(self, function: str, arguments: list[Any]) -> Any:
        context = self.context
        if not all(is_real(argument) for argument in arguments):
            raise ExpressionFault(f"{function} takes real numbers")
        real = [context.re(argument) for argument in arguments]
        if max(abs(argument) for argument in real) > 10**DIGITS // 10**10:
            raise ExpressionFault(f"{function} of a number beyond the bounds")
        match function:
            case "floor" | "ceil":
                near = context.nint(real[0])
                exact = same_number(near, real[0])
                return near if exact else getattr(context, function)(real[0])
            case "min" | "max":
                return min(real) if function == "min" else max(real)
            case "factorial" | "comb":
                if max(abs(argument) for argument in real) > _MAX_FACTORIAL:
                    raise ExpressionFault(f"{function} of a number beyond the bounds")
                try:
                    return context.factorial(*real) if function == "factorial" else context.binomial(*real)
                except (ZeroDivisionError, ValueError):
                    raise ExpressionFault(f"{function} isn't defined there") from None
            case _:
                raise ExpressionFault(f"{function} takes whole numbers written out")
