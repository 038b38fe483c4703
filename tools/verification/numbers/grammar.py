"""The closed grammar of plain arithmetic and algebra: text in, frozen tree out.

Only what the grammar names can be said: numbers (integers, decimals, 1,200), percent, + - * / ^ ! and
brackets, names from a set given by the caller, and the functions of `syntax.FUNCTIONS`. Nothing is evaluated
here, and no text reaches sympy or Python: later steps see the tree alone. It does not know values, units or
LaTeX.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from seedbed.tools.verification.numbers.syntax import (
    FUNCTIONS,
    MAX_TEXT,
    ExpressionFault,
    Node,
    names_of,
)
from seedbed.tools.verification.numbers.tree_maker import NUMBER, SIGNS, Part, TreeMaker, place

_NAMES = "|".join(FUNCTIONS)
GRAMMAR = rf"""
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
NUMBER: /{NUMBER}/
FUNCTION.2: /({_NAMES})(?=[ \t\n]*\()/
NAME: /(?!of\b)[A-Za-z_][A-Za-z_0-9]*/
%ignore /[ \t\n]+/
"""

_CALL = re.compile(rf"\b(?:{_NAMES})[ \t\n]*\(|[(),]")


def parse(text: str, names: Collection[str] = ()) -> Node:
    """The tree of one expression whose names all stand in `names`.

    `×`, `÷`, `−` and `**` are read as `*`, `/`, `-` and `^`; `20% of 50` as a product; `2x` as `2*x`. What
    has two readings (`1/2x`) is refused.

    Raises:
        ExpressionFault: too long, too deep, not in the grammar, or a name that isn't known.
    """
    tree: Node = _read(text)
    _check_names(names_of(tree), names)
    return tree


def _read(text: str) -> Any:
    if len(text) > MAX_TEXT:
        raise ExpressionFault(f"an expression of {len(text):,} characters; at most {MAX_TEXT:,} are read")
    prepared = _separate_arguments(text.translate(SIGNS).replace("**", "^"))
    try:
        return _parser().parse(prepared)
    except UnexpectedToken as fault:
        at = len(prepared) if fault.token.type == "$END" else fault.pos_in_stream
        raise ExpressionFault(place(prepared, at)) from None
    except UnexpectedCharacters as fault:
        raise ExpressionFault(place(prepared, fault.pos_in_stream)) from None


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


class _Maker(TreeMaker):
    """The beginning of this grammar."""

    def expression(self, children: list[Part]) -> Node:
        return children[0].tree


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(
        GRAMMAR,
        parser="lalr",
        start="expression",
        transformer=_Maker(),
        maybe_placeholders=False,
    )
