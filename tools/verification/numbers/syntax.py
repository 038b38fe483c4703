"""The frozen tree of an arithmetic or algebraic expression, its bounds, and its way back to text.

It does not know how text becomes a tree (`grammar.py`) nor what a tree is worth (`expression.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from seedbed.memory.errors import ToolFault

MAX_TEXT = 2_000
"""Longest text that is read, in characters."""
MAX_DEPTH = 150
"""Deepest tree that is built; 1+1+1+… of n terms has depth n."""
MAX_DIGITS = 60
"""Longest number that may be written out."""

FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "sqrt": (1, 1),
    "abs": (1, 1),
    "floor": (1, 1),
    "ceil": (1, 1),
    "factorial": (1, 1),
    "comb": (2, 2),
    "min": (1, 50),
    "max": (1, 50),
    "gcd": (2, 50),
    "lcm": (2, 50),
    "mean": (1, 50),
    "median": (1, 50),
}
"""Function names with the least and greatest number of arguments."""


class ExpressionFault(ToolFault, ValueError):
    """An expression that can't be read or lies beyond the bounds. One line: what, and where."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written: `value` exactly, `text` without thousands separators."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """An unknown or operand."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Percent:
    """A hundredth of its operand: `15%`."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and + - * / ^."""

    op: Literal["+", "-", "*", "/", "^"]
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """One of FUNCTIONS applied to its arguments."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Name | Negative | Percent | Binary | Call
"""Arithmetic in one unknown or none."""


def children(node: Node) -> tuple[Node, ...]:
    """The operands directly under a node, left to right."""
    match node:
        case Number() | Name():
            return ()
        case Negative(operand) | Percent(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments


def names_of(node: Node) -> frozenset[str]:
    """All names that stand in a tree."""
    if isinstance(node, Name):
        return frozenset((node.name,))
    return frozenset().union(*(names_of(child) for child in children(node)))


def substitute(node: Node, values: Mapping[str, Node]) -> Node:
    """The tree with every name that stands in `values` replaced by its tree."""
    match node:
        case Number():
            return node
        case Name(name):
            return values.get(name, node)
        case Negative(operand):
            return Negative(substitute(operand, values))
        case Percent(operand):
            return Percent(substitute(operand, values))
        case Binary(op, left, right):
            return Binary(op, substitute(left, values), substitute(right, values))
        case Call(function, arguments):
            return Call(function, tuple(substitute(argument, values) for argument in arguments))


_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}


def render(node: Node) -> str:
    """The tree as text that parses to the same tree, with no bracket that isn't needed."""
    return _render(node)[0]


def _render(node: Node) -> tuple[str, int]:
    """Text and binding strength: 1 sum, 2 product, 3 sign, 4 power, 5 percent, 6 atom."""
    match node:
        case Number(_, text):
            return text, 6
        case Name(name):
            return name, 6
        case Negative(operand):
            return f"-{_bracketed(operand, 3)}", 3
        case Percent(operand):
            return f"{_bracketed(operand, 5)}%", 5
        case Call(function, arguments):
            return f"{function}({', '.join(render(argument) for argument in arguments)})", 6
        case Binary("^", left, right):
            return f"{_bracketed(left, 5)}^{_bracketed(right, 3)}", 4
        case Binary(op, left, right):
            own = _STRENGTH[op]
            least = 4 if isinstance(right, Negative) else own + 1
            return f"{_bracketed(left, own)}{op}{_bracketed(right, least)}", own


def _bracketed(node: Node, least: int) -> str:
    text, strength = _render(node)
    return text if strength >= least else f"({text})"


def written(value: Fraction | int, text: str = "") -> Node:
    """A tree for a number: negative ones and fractions that don't terminate become operations."""
    value = Fraction(value)
    if value < 0:
        return Negative(written(-value))
    if text:
        return Number(value, text)
    decimal = terminating(value)
    if decimal is not None:
        return Number(value, decimal)
    return Binary("/", written(value.numerator), written(value.denominator))


def terminating(value: Fraction) -> str | None:
    """The shortest exact decimal of a number, or None when its digits don't end."""
    twos, rest = 0, value.denominator
    while rest % 2 == 0:
        twos, rest = twos + 1, rest // 2
    fives = 0
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    if rest != 1:
        return None
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
