"""The closed grammar of plain algebra: text in, frozen tree out.

It reads all that `grammar.py` reads, and beyond it relations, sets, intervals, matrices, units, dates and the
functions of `functions.py`; what has two readings is refused. Nothing is evaluated here, and no text reaches
sympy, pint or Python. It does not know LaTeX.
"""

import datetime
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from seedbed.tools.verification.algebra.functions import BY_NAME
from seedbed.tools.verification.algebra.prepared import (
    CONSTANTS,
    DATE,
    END,
    GREEK,
    KEYWORDS,
    MONEY,
    UNIT,
    WORD,
    prepare,
)
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
from seedbed.tools.verification.tree_maker import NUMBER, Part, TreeMaker, binary, join, place

MAX_DIGITS = 1_300
"""Longest number that is read: what `rational.MAX_BITS` can hold."""
NO_SOLUTION = "no solution"
"""How an empty choice is written."""

_FUNCTIONS = "|".join(sorted(BY_NAME, key=lambda name: (-len(name), name)))
_RESERVED = "|".join(sorted(KEYWORDS))
GRAMMAR = rf"""
start: top
?top: choice | choice (";" choice)+ -> several
?choice: both | both ("or" both)+ -> any_of
?both: chain | chain ("and" chain)+ -> all_of
?chain: union | union (RELATION union)+ -> relations
?union: sum | sum ("∪" sum)+ -> united
?sum: product | sum "+" product -> add | sum "-" product -> subtract
    | sum "±" product -> both_signs
?product: signed | product "*" signed -> multiply | product "/" signed -> divide
    | product "of" signed -> multiply | product "mod" signed -> modulo
?signed: "-" signed -> negative | "+" signed | "±" signed -> plus_minus | implicit
?implicit: power | coefficient | implicit bracket -> implied | implicit bracket "^" exponent -> implied_power
coefficient: NUMBER factor
?factor: symbol | symbol "^" exponent -> power
?symbol: NAME -> name | call | root
?power: postfix | postfix "^" exponent -> power
?exponent: "-" exponent -> negative | "+" exponent | postfix | postfix "^" exponent -> power
?postfix: atom | postfix "%" -> percent | postfix "!" -> factorial
?atom: NUMBER -> number | symbol | bracket | NUMBER UNIT -> measured | bracket UNIT -> measured_bracket
    | MONEY NUMBER -> money | UNIT -> unit | DATE -> date | WORD -> word | listed | set_of | half_open
root: "√" atom
bracket: "(" choice ")" | "(" items ")" -> pair
listed: "[" "]" | "[" choice "]" | "[" items "]"
set_of: "{{" "}}" | "{{" choice "}}" | "{{" items "}}"
half_open: "[" items ")" -> closed_open | "(" items "]" -> open_closed
items: choice (";" choice)+
call: FUNCTION "(" choice (";" choice)* ")"
NUMBER: /{NUMBER}/
FUNCTION.2: /({_FUNCTIONS})(?= *\()/
NAME: /(?!(?:{_RESERVED})\b)[A-Za-z_][A-Za-z_0-9]*/
RELATION: /<=|>=|!=|=|<|>/
UNIT: /{UNIT}[^{END}]*{END}/
DATE: /{DATE}[^{END}]*{END}/
WORD: /{WORD}[^{END}]*{END}/
MONEY: /{MONEY}[^{END}]*{END}/
%ignore " "
"""

_WORDS = ("true", "false")
_TOO_FEW = "the interval's ends must be two"


def parse_plain(text: str) -> Node:
    """The tree of one plain text.

    Beyond `grammar.parse`: any names, `pi`, `e`, `i`, `oo`; `=`, `!=`, `<`, `<=` and chains of them, `or`,
    `and`; `(1, 2)`, `{{1, 2}}`, `[1, 2]`, `[1, 2)`, `∪`; `[[1, 2], [3, 4]]`; `3 km/h`, `$5`, `90°`;
    2024-03-01; `|x|`, `√`, `²`, `≤`; the functions of `functions.FUNCTIONS_TOLD`.

    Raises:
        ExpressionFault: too long, too deep, not in the grammar, not known, or with two readings.
    """
    if text.strip() == NO_SOLUTION:
        return Group("any of", ())
    prepared = prepare(text)
    try:
        tree = cast(Node, _parser().parse(prepared.text))
    except UnexpectedToken as fault:
        at = None if fault.token.type == "$END" else prepared.origin(fault.pos_in_stream)
        raise ExpressionFault(place(text, at)) from None
    except UnexpectedCharacters as fault:
        raise ExpressionFault(place(text, prepared.origin(fault.pos_in_stream))) from None
    _check(tree)
    return tree


class _PlainMaker(TreeMaker):
    """The rules beyond arithmetic."""

    functions = {name: info.arity for name, info in BY_NAME.items()}
    max_digits = MAX_DIGITS

    def start(self, children: list[Part]) -> Node:
        return children[0].tree

    def name(self, children: list[Token]) -> Part:
        name = str(children[0])
        if name in CONSTANTS:
            return Part(Constant(cast(Any, CONSTANTS[name])))
        if name in _WORDS:
            return Part(Words(name))
        if len(name) == 2 and name.isalpha() and name not in GREEK:
            raise ExpressionFault(
                f"{name} has two readings: write {name[0]}*{name[1]}, or {name[0]}_{name[1]} as a name"
            )
        return Part(Name(name), last="name")

    def power(self, children: list[Part]) -> Part:
        made = super().power(children)
        return Part(made.tree, made.depth, last="" if children[1].last == "bracket" else "exponent")

    def implied(self, children: list[Part]) -> Part:
        left, right = children
        if left.last in ("name", "exponent"):
            before = "a name" if left.last == "name" else "an exponent"
            raise ExpressionFault(f"a bracket behind {before} has two readings: write *(")
        return join(Binary("*", left.tree, right.tree), left, right, bare=True)

    def implied_power(self, children: list[Part]) -> Part:
        return self.implied([children[0], self.power(children[1:])])

    def coefficient(self, children: list[Any]) -> Part:
        made = super().coefficient(children)
        return Part(made.tree, made.depth, True, children[1].last)

    def modulo(self, children: list[Part]) -> Part:
        return join(Call("mod", (children[0].tree, children[1].tree)), *children)

    def plus_minus(self, children: list[Part]) -> Part:
        return join(PlusMinus(children[0].tree), children[0])

    def both_signs(self, children: list[Part]) -> Part:
        return binary("+", children[0], self.plus_minus(children[1:]))

    def root(self, children: list[Part]) -> Part:
        return join(Call("sqrt", (children[0].tree,)), children[0])

    def bracket(self, children: list[Part]) -> Part:
        return Part(children[0].tree, children[0].depth, last="bracket")

    def call(self, children: list[Any]) -> Part:
        info = BY_NAME[str(children[0])]
        if info.name == "log" and len(children) == 2:
            raise ExpressionFault("log(x) has two readings: write ln(x), log10(x) or log(x, base)")
        return super().call([info.name, *children[1:]])

    def measured(self, children: list[Any]) -> Part:
        value = self.number(children[:1])
        made = join(Measured(value.tree, _inside(children[1])), value)
        return Part(made.tree, made.depth, last="unit")

    def divide(self, children: list[Part]) -> Part:
        left, right = children
        if right.last == "unit" and not any(isinstance(node, Measured) for node in _all(left.tree)):
            raise ExpressionFault("a/b with a unit has two readings: write (a/b) m or a/(b m)")
        return super().divide(children)

    def measured_bracket(self, children: list[Any]) -> Part:
        return join(Measured(children[0].tree, _inside(children[1])), children[0])

    def money(self, children: list[Token]) -> Part:
        value = self.number(children[1:])
        return join(Measured(value.tree, _inside(children[0])), value)

    def unit(self, children: list[Token]) -> Part:
        return Part(Measured(self.number([Token("NUMBER", "1")]).tree, _inside(children[0])))

    def date(self, children: list[Token]) -> Part:
        return Part(Date(datetime.date.fromisoformat(_inside(children[0]))))

    def word(self, children: list[Token]) -> Part:
        return Part(Words(_inside(children[0])))

    def items(self, children: list[Part]) -> list[Part]:
        return children

    def several(self, children: list[Part]) -> Part:
        statements = all(isinstance(part.tree, Relation) or _is_logic(part.tree) for part in children)
        return self._group("all of" if statements else "tuple", children)

    def any_of(self, children: list[Part]) -> Part:
        return self._group("any of", children)

    def all_of(self, children: list[Part]) -> Part:
        return self._group("all of", children)

    def _group(self, kind: Any, parts: list[Part]) -> Part:
        if not parts:
            return Part(Group(kind, ()))
        return join(Group(kind, tuple(part.tree for part in parts)), *parts)

    def relations(self, children: list[Any]) -> Part:
        links = [
            join(
                Relation(cast(Any, str(children[at + 1])), children[at].tree, children[at + 2].tree),
                children[at],
                children[at + 2],
            )
            for at in range(0, len(children) - 2, 2)
        ]
        return links[0] if len(links) == 1 else self._group("all of", links)

    def united(self, children: list[Part]) -> Part:
        return self._group("union", [Part(_as_interval(part.tree), part.depth) for part in children])

    def pair(self, children: list[list[Part]]) -> Part:
        made = self._group("tuple", children[0])
        ends = tuple(part.tree for part in children[0])
        return Part(_as_interval(made.tree), made.depth) if any(map(_is_infinite, ends)) else made

    def listed(self, children: list[Any]) -> Part:
        parts = children[0] if children and not isinstance(children[0], Part) else children
        rows = [
            part.tree.items for part in parts if isinstance(part.tree, Group) and part.tree.kind == "list"
        ]
        if rows and len(rows) == len(parts) and len({len(row) for row in rows}) == 1 and rows[0]:
            return join(Matrix(tuple(rows)), *parts)
        return self._group("list", parts)

    def set_of(self, children: list[Any]) -> Part:
        return self._group("set", children[0] if children and not isinstance(children[0], Part) else children)

    def closed_open(self, children: list[list[Part]]) -> Part:
        return self._interval(children[0], False, True)

    def open_closed(self, children: list[list[Part]]) -> Part:
        return self._interval(children[0], True, False)

    def _interval(self, ends: Any, low_open: bool, high_open: bool) -> Part:
        if len(ends) != 2:
            raise ExpressionFault(_TOO_FEW)
        return join(Interval(ends[0].tree, ends[1].tree, low_open, high_open), *ends)


def _inside(token: Token) -> str:
    return str(token)[1:-1]


def _is_logic(tree: Node) -> bool:
    return isinstance(tree, Relation) or (isinstance(tree, Group) and tree.kind in ("any of", "all of"))


def _is_infinite(tree: Node) -> bool:
    return tree == Constant("oo") or tree == Negative(Constant("oo"))


def _as_interval(tree: Node) -> Node:
    """In a union, `(1, 2)` and `[1, 2]` are intervals; elsewhere a pair and a list."""
    if isinstance(tree, Group) and tree.kind in ("tuple", "list") and len(tree.items) == 2:
        is_open = tree.kind == "tuple"
        return Interval(tree.items[0], tree.items[1], is_open, is_open)
    return tree


def _check(tree: Node) -> None:
    """Refuse what the rules can't: statements in arithmetic, and percents added to what is no percent."""
    for node in _all(tree):
        if isinstance(node, Binary | Negative | Percent | PlusMinus | Measured | Relation) and any(
            _is_logic(child) for child in children(node)
        ):
            raise ExpressionFault("a relation can't be calculated with")
        if (
            isinstance(node, Binary)
            and node.op in "+-"
            and _hundredths(node.right)
            and not (_hundredths(node.left) or _is_one(node.left))
        ):
            sign = node.op
            raise ExpressionFault(f"a {sign} b% has two readings: write a*(1 {sign} b%) or a {sign} b/100")


def _is_one(tree: Node) -> bool:
    """1 less b% is the same in both readings."""
    return isinstance(tree, Number) and tree.value == 1


def _hundredths(tree: Node) -> bool:
    match tree:
        case Percent():
            return True
        case Binary("+" | "-", left, right):
            return _hundredths(left) and _hundredths(right)
        case Negative(operand):
            return _hundredths(operand)
        case _:
            return False


def _all(tree: Node) -> Iterator[Node]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node))


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", transformer=_PlainMaker(), maybe_placeholders=False)
