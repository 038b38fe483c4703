"""Sympy objects made of trees, each bound checked first: the only way by which anything reaches sympy.

Relations stay unevaluated; lists are Python lists, dates `datetime.date`, quantities `quantities.Quantity`,
words stay nodes. It does not know text.
"""

from typing import Any, cast

import sympy

from seedbed.tools.verification.algebra.arithmetic import combined, negated
from seedbed.tools.verification.algebra.bounds import MAX_SIDE, bounded
from seedbed.tools.verification.algebra.quantities import quantity
from seedbed.tools.verification.syntax import (
    Binary,
    Call,
    Constant,
    Date,
    ExpressionFault,
    Group,
    Interval,
    Matrix,
    Measured,
    Name,
    Negative,
    Node,
    Number,
    Percent,
    PlusMinus,
    Relation,
    Words,
    children,
)

_CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "oo": sympy.oo}
_RELATIONS = {
    "=": sympy.Eq,
    "!=": sympy.Ne,
    "<": sympy.Lt,
    "<=": sympy.Le,
    ">": sympy.Gt,
    ">=": sympy.Ge,
}
MAX_SIGNS = 16
_BINDING = frozenset(("sum", "product", "diff", "integrate", "limit", "series", "solve"))
"""Functions whose second argument may be called i or e: the name then means an unknown."""


def to_sympy(node: Node) -> Any:
    """What a tree means, as a sympy object or one of the kinds named above.

    Raises:
        ExpressionFault: beyond a bound (the message says which), a division by zero, arguments of the wrong
            kind, or operands that don't go together.
    """
    match node:
        case Number(value):
            return bounded(sympy.Rational(value.numerator, value.denominator))
        case Name(name):
            return sympy.Symbol(name)
        case Constant(name):
            return _CONSTANTS[name]
        case Negative(operand):
            return negated(to_sympy(operand))
        case Percent(operand):
            return combined("/", to_sympy(operand), sympy.Integer(100))
        case Binary(op, left, right):
            return _operation(op, left, right)
        case PlusMinus(operand):
            value = to_sympy(operand)
            return sympy.FiniteSet(value, negated(value))
        case Call(function, arguments):
            return _called(function, arguments)
        case Measured(value, unit):
            return quantity(to_sympy(value), unit)
        case Date(day):
            return day
        case Words():
            return node
        case _:
            return _several(node)


def _operation(op: str, left: Node, right: Node) -> Any:
    """An operation; where an operand has both signs, the set of all its results."""
    values = to_sympy(left), to_sympy(right)
    if not any(isinstance(value, sympy.FiniteSet) for value in values) or not (
        _signed(left) or _signed(right)
    ):
        return combined(op, *values)
    ways = [list(value) if isinstance(value, sympy.FiniteSet) else [value] for value in values]
    if len(ways[0]) * len(ways[1]) > MAX_SIGNS:
        raise ExpressionFault(f"more than {MAX_SIGNS} results of ±")
    return sympy.FiniteSet(*(combined(op, a, b) for a in ways[0] for b in ways[1]))


def _signed(node: Node) -> bool:
    return isinstance(node, PlusMinus) or any(map(_signed, children(node)))


def _several(node: Node) -> Any:
    """Relations, sets, lists, intervals and matrices."""
    match node:
        case Relation(op, left, right):
            sides = to_sympy(left), to_sympy(right)
            if all(isinstance(side, sympy.Expr) for side in sides):
                return _RELATIONS[op](*sides, evaluate=False)
            raise ExpressionFault("both sides of a relation must be expressions here")
        case Group("list", items):
            return [to_sympy(item) for item in items]
        case Group(kind, items):
            parts = [_basic(to_sympy(item)) for item in items]
            if kind in ("any of", "all of"):
                join = sympy.Or if kind == "any of" else sympy.And
                return join(*parts, evaluate=False)
            make = {"tuple": sympy.Tuple, "set": sympy.FiniteSet, "union": sympy.Union}[kind]
            return make(*parts)
        case Interval(low, high, low_open, high_open):
            ends = to_sympy(low), to_sympy(high)
            if not all(isinstance(end, sympy.Expr) and end.is_extended_real for end in ends):
                raise ExpressionFault("the ends of an interval must be real numbers")
            return sympy.Interval(*ends, low_open, high_open)
        case Matrix(rows):
            if max(len(rows), len(rows[0])) > MAX_SIDE:
                raise ExpressionFault(f"a matrix of more than {MAX_SIDE} rows or columns")
            return sympy.ImmutableMatrix([[_entry(to_sympy(entry)) for entry in row] for row in rows])
    raise ExpressionFault("it can't be calculated with")


def _entry(value: Any) -> Any:
    if not isinstance(value, sympy.Expr):
        raise ExpressionFault("the entries of a matrix must be numbers or expressions")
    return value


def _basic(value: Any) -> Any:
    if not isinstance(value, sympy.Basic):
        raise ExpressionFault("only numbers, expressions and relations can stand in a set or pair here")
    return value


def _called(function: str, arguments: tuple[Node, ...]) -> Any:
    # operations.py needs what stands here through solving and calculus only as values; imported at first use
    # because it brings all of sympy's solvers.
    from seedbed.tools.verification.algebra.operations import OPERATIONS

    if function in _BINDING and len(arguments) > 1 and isinstance(arguments[1], Constant):
        arguments = tuple(_freed(argument, arguments[1]) for argument in arguments)
    return bounded(OPERATIONS[function](*(to_sympy(argument) for argument in arguments)))


def _freed(node: Node, constant: Constant) -> Node:
    """The tree with a constant's letter read as an unknown."""
    match node:
        case Constant() if node == constant and constant.name in ("i", "e"):
            return Name(constant.name)
        case Negative(operand):
            return Negative(_freed(operand, constant))
        case Percent(operand):
            return Percent(_freed(operand, constant))
        case Binary(op, left, right):
            return Binary(op, _freed(left, constant), _freed(right, constant))
        case Relation(op, left, right):
            return Relation(op, _freed(left, constant), _freed(right, constant))
        case Call(function, arguments):
            return Call(function, tuple(_freed(argument, constant) for argument in arguments))
        case Group(kind, items):
            return Group(kind, tuple(_freed(item, constant) for item in items))
        case _:
            return cast(Node, node)
