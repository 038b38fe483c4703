"""The closed grammar of plain arithmetic and algebra: text in, frozen tree out.

Only what the grammar names can be said: numbers (integers, decimals, 1,200), percent, + - * / ^ ! and
brackets, names from a set given by the caller, and the functions of `syntax.FUNCTIONS`. Nothing is evaluated
here, and no text reaches sympy or Python: later steps see the tree alone. It does not know values, units or
LaTeX.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from seedbed.tools.verification.syntax import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_TEXT,
    Binary,
    Call,
    Equation,
    ExpressionFault,
    Name,
    Negative,
    Node,
    Number,
    Percent,
    names_of,
)

_NAMES = "|".join(FUNCTIONS)
GRAMMAR = rf"""
equation: sum "=" sum
expression: sum
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: signed | product "*" signed -> multiply | product "/" signed -> divide
    | product "of" signed -> multiply
?signed: "-" signed -> negative | "+" signed | implicit
?implicit: power | NUMBER factor -> coefficient
?factor: symbol | symbol "^" signed -> power
?symbol: NAME -> name | "(" sum ")" -> bracketed
?power: postfix | postfix "^" signed -> power
?postfix: atom | postfix "%" -> percent | postfix "!" -> factorial
?atom: NUMBER -> number | symbol | call
call: FUNCTION "(" sum (";" sum)* ")"
NUMBER: /[0-9]{{1,3}}(,[0-9]{{3}})+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?|\.[0-9]+/
FUNCTION.2: /({_NAMES})(?=[ \t\n]*\()/
NAME: /(?!of\b)[A-Za-z_][A-Za-z_0-9]*/
%ignore /[ \t\n]+/
"""

_SIGNS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "\u00a0": " "})
_CALL = re.compile(rf"\b(?:{_NAMES})[ \t\n]*\(|[(),]")


def parse(text: str, names: Collection[str] = ()) -> Node:
    """The tree of one expression whose names all stand in `names`.

    `×`, `÷`, `−` and `**` are read as `*`, `/`, `-` and `^`; `20% of 50` as a product; `2x` as `2*x`. What
    has two readings (`1/2x`) is refused.

    Raises:
        ExpressionFault: too long, too deep, not in the grammar, or a name that isn't known.
    """
    tree: Node = _read(text, "expression")
    _check_names(names_of(tree), names)
    return tree


def parse_equation(text: str, names: Collection[str] = ()) -> Equation:
    """The two sides of one equation. Raises ExpressionFault like `parse`."""
    tree: Equation = _read(text, "equation")
    _check_names(names_of(tree.left) | names_of(tree.right), names)
    return tree


def _read(text: str, start: str) -> Any:
    if len(text) > MAX_TEXT:
        raise ExpressionFault(f"an expression of {len(text):,} characters; at most {MAX_TEXT:,} are read")
    prepared = _separate_arguments(text.translate(_SIGNS).replace("**", "^"))
    try:
        return _parser().parse(prepared, start=start)
    except UnexpectedToken as fault:
        at = len(prepared) if fault.token.type == "$END" else fault.pos_in_stream
        raise ExpressionFault(_place(prepared, at)) from None
    except UnexpectedCharacters as fault:
        raise ExpressionFault(_place(prepared, fault.pos_in_stream)) from None


def _place(text: str, position: int | None) -> str:
    if not text.strip():
        return "an empty expression"
    if position is None or position >= len(text):
        return "the expression ends too early"
    return f"can't be read at character {position + 1}: {text[position : position + 12]!r}"


def _separate_arguments(text: str) -> str:
    """Commas between arguments become semicolons: inside a call a comma never groups thousands."""
    out: list[str] = []
    end = 0
    in_call: list[bool] = []
    for token in _CALL.finditer(text):
        out.append(text[end : token.start()])
        end = token.end()
        piece = token.group()
        if piece == ")":
            del in_call[-1:]
        elif piece != ",":
            in_call.append(len(piece) > 1)
        out.append(";" if piece == "," and in_call and in_call[-1] else piece)
    out.append(text[end:])
    return "".join(out)


def _check_names(found: Collection[str], names: Collection[str]) -> None:
    unknown = sorted(set(found) - set(names))
    if unknown:
        known = f"; known are {', '.join(sorted(names))}" if names else ""
        raise ExpressionFault(f"the name {unknown[0][:30]!r} isn't known{known}")


@dataclass(frozen=True, slots=True)
class _Part:
    """A tree while it is built, with its depth, so that no recursion ever meets a tree too deep."""

    tree: Node
    depth: int = 1
    bare: bool = False
    """A product written without a sign: `2x`."""


def _join(tree: Node, *parts: _Part, bare: bool = False) -> _Part:
    depth = 1 + max(part.depth for part in parts)
    if depth > MAX_DEPTH:
        raise ExpressionFault(f"nested more than {MAX_DEPTH} deep")
    return _Part(tree, depth, bare)


def _binary(op: Literal["+", "-", "*", "/", "^"], left: _Part, right: _Part) -> _Part:
    return _join(Binary(op, left.tree, right.tree), left, right)


class _TreeMaker(Transformer[Token, Any]):
    """Called by the parser while it reads; method names are those of the grammar."""

    def number(self, children: list[Token]) -> _Part:
        text = children[0].replace(",", "")
        if len(text) > MAX_DIGITS:
            raise ExpressionFault(f"a number of {len(text)} characters; at most {MAX_DIGITS} are read")
        text = f"0{text}" if text.startswith(".") else text
        return _Part(Number(Fraction(text), text))

    def name(self, children: list[Token]) -> _Part:
        return _Part(Name(str(children[0])))

    def add(self, children: list[_Part]) -> _Part:
        return _binary("+", *children)

    def subtract(self, children: list[_Part]) -> _Part:
        return _binary("-", *children)

    def multiply(self, children: list[_Part]) -> _Part:
        return _binary("*", *children)

    def divide(self, children: list[_Part]) -> _Part:
        if children[1].bare:
            raise ExpressionFault("what stands after / has two readings: put it in brackets")
        return _binary("/", *children)

    def power(self, children: list[_Part]) -> _Part:
        return _binary("^", *children)

    def coefficient(self, children: list[Any]) -> _Part:
        left, right = self.number(children[:1]), children[1]
        return _join(Binary("*", left.tree, right.tree), left, right, bare=True)

    def negative(self, children: list[_Part]) -> _Part:
        return _join(Negative(children[0].tree), children[0])

    def percent(self, children: list[_Part]) -> _Part:
        return _join(Percent(children[0].tree), children[0])

    def factorial(self, children: list[_Part]) -> _Part:
        return _join(Call("factorial", (children[0].tree,)), children[0])

    def bracketed(self, children: list[_Part]) -> _Part:
        return _Part(children[0].tree, children[0].depth)

    def call(self, children: list[Any]) -> _Part:
        function, arguments = str(children[0]), children[1:]
        least, most = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise ExpressionFault(f"{function} takes {wanted} argument(s), not {len(arguments)}")
        return _join(Call(function, tuple(part.tree for part in arguments)), *arguments)

    def expression(self, children: list[_Part]) -> Node:
        return children[0].tree

    def equation(self, children: list[_Part]) -> Equation:
        return Equation(children[0].tree, children[1].tree)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(
        GRAMMAR,
        parser="lalr",
        start=["expression", "equation"],
        transformer=_TreeMaker(),
        maybe_placeholders=False,
    )
