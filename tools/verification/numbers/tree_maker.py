"""How the rules of a grammar become frozen trees, and how a text that can't be read is told.

It knows no grammar itself (`grammar.py`), and evaluates nothing.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from lark import Token, Transformer

from seedbed.tools.verification.numbers.syntax import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_DIGITS,
    Binary,
    Call,
    ExpressionFault,
    Name,
    Negative,
    Node,
    Number,
    Percent,
)

NUMBER = r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?|\.[0-9]+"
"""A number as it is written: `12`, `1,200`, `.5`."""
SIGNS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "\u00a0": " "})
"""Signs that are read as others."""


def place(text: str, position: int | None) -> str:
    """Where a text can't be read, in a line; None is its end."""
    if not text.strip():
        return "an empty expression"
    if position is None or position >= len(text):
        return "the expression ends too early"
    return f"can't be read at character {position + 1}: {text[position : position + 12]!r}"


@dataclass(frozen=True, slots=True)
class Part:
    """A tree while it is built, with its depth, so that no recursion ever meets a tree too deep."""

    tree: Node
    depth: int = 1
    bare: bool = False
    """A product written without a sign: `2x`."""


def join(tree: Node, *parts: Part, bare: bool = False) -> Part:
    """The tree over the parts, one deeper than the deepest. Raises ExpressionFault beyond MAX_DEPTH."""
    depth = 1 + max(part.depth for part in parts)
    if depth > MAX_DEPTH:
        raise ExpressionFault(f"nested more than {MAX_DEPTH} deep")
    return Part(tree, depth, bare)


def binary(op: Literal["+", "-", "*", "/", "^"], left: Part, right: Part) -> Part:
    """An operation on two parts. Raises ExpressionFault beyond MAX_DEPTH."""
    return join(Binary(op, left.tree, right.tree), left, right)


class TreeMaker(Transformer[Token, Any]):
    """Called by the parser while it reads; method names are those of the grammar."""

    def number(self, children: list[Token]) -> Part:
        text = children[0].replace(",", "")
        if len(text) > MAX_DIGITS:
            raise ExpressionFault(f"a number of {len(text)} characters; at most {MAX_DIGITS} are read")
        text = f"0{text}" if text.startswith(".") else text
        return Part(Number(Fraction(text), text))

    def name(self, children: list[Token]) -> Part:
        return Part(Name(str(children[0])))

    def add(self, children: list[Part]) -> Part:
        return binary("+", *children)

    def subtract(self, children: list[Part]) -> Part:
        return binary("-", *children)

    def multiply(self, children: list[Part]) -> Part:
        return binary("*", *children)

    def divide(self, children: list[Part]) -> Part:
        if children[1].bare:
            raise ExpressionFault("what stands after / has two readings: put it in brackets")
        return binary("/", *children)

    def power(self, children: list[Part]) -> Part:
        if children[1].bare:
            raise ExpressionFault("what stands after ^ has two readings: put it in brackets")
        return binary("^", *children)

    def coefficient(self, children: list[Any]) -> Part:
        left, right = self.number(children[:1]), children[1]
        return join(Binary("*", left.tree, right.tree), left, right, bare=True)

    def negative(self, children: list[Part]) -> Part:
        return join(Negative(children[0].tree), children[0])

    def percent(self, children: list[Part]) -> Part:
        return join(Percent(children[0].tree), children[0])

    def factorial(self, children: list[Part]) -> Part:
        return join(Call("factorial", (children[0].tree,)), children[0])

    def bracketed(self, children: list[Part]) -> Part:
        return Part(children[0].tree, children[0].depth)

    def call(self, children: list[Any]) -> Part:
        function, arguments = str(children[0]), children[1:]
        least, most = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise ExpressionFault(f"{function} takes {wanted} argument(s), not {len(arguments)}")
        return join(Call(function, tuple(part.tree for part in arguments)), *arguments)
