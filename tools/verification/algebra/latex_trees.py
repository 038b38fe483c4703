"""How the rules of the LaTeX grammar (`latex.py`) become trees: called by the parser while it reads.

It evaluates nothing; depth and length of numbers are bounded as in every grammar here.
"""

import re
from fractions import Fraction
from typing import Any, Literal, cast

from lark import Token, Transformer

from seedbed.tools.verification.algebra.latex_words import LARGE
from seedbed.tools.verification.syntax import (
    MAX_DIGITS,
    Binary,
    Call,
    Constant,
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
)
from seedbed.tools.verification.tree_maker import Part, binary, join

_RELATIONS = {"=", "!=", "<", "<=", ">", ">="}


def _number(text: str) -> Node:
    if len(text) > MAX_DIGITS:
        raise ExpressionFault(f"a number of {len(text)} characters; at most {MAX_DIGITS} are read")
    text = f"0{text}" if text.startswith(".") else text
    return Number(Fraction(text), text)


def _over(top: int, bottom: int) -> Node:
    return Binary("/", _number(str(top)), _number(str(bottom)))


def _endless(node: Node) -> bool:
    return isinstance(node, Constant | Negative) and (
        node == Constant("oo") or (isinstance(node, Negative) and _endless(node.operand))
    )


def _parts(children: list[Any]) -> list[Part]:
    return [child for child in children if isinstance(child, Part)]


class AnswerTrees(Transformer[Token, Any]):
    """Method names are those of the grammar."""

    def number(self, children: list[Token]) -> Part:
        return Part(_number(str(children[0])))

    def scientific(self, children: list[Token]) -> Part:
        digits, power = re.split("[eE]", children[0])
        exponent = _number(power.lstrip("+-"))
        tens = Binary("^", _number("10"), Negative(exponent) if power.startswith("-") else exponent)
        return Part(Binary("*", _number(digits), tens), 4)

    def mixed(self, children: list[Token]) -> Part:
        whole, top, bottom = children[0].split()
        if int(bottom) == 0:
            raise ExpressionFault("a division by zero")
        return Part(Binary("+", _number(whole), _over(int(top), int(bottom))), 3)

    def repeating(self, children: list[Token]) -> Part:
        whole, before, cycle = (re.sub(r"\D", "", piece) for piece in re.split(r"\.|\\[a-z]+", children[0]))
        nines = 10 ** len(cycle) - 1
        top = int(whole + before + cycle) - int((whole + before) or "0")
        value = Fraction(top, nines * 10 ** len(before))
        return Part(_over(value.numerator, value.denominator), 2)

    def based(self, children: list[Token]) -> Part:
        digits, _, base = children[0].partition("_")
        return Part(Measured(_number(str(int(digits, int(base)))), f"base {base}"), 2)

    def name(self, children: list[Token]) -> Part:
        return Part(Name(str(children[0])))

    def constant(self, children: list[Any]) -> Part:
        return Part(Constant(cast(Literal["pi", "e", "i", "oo"], str(children[0]))))

    def words(self, children: list[Token]) -> Part:
        return Part(Words(str(children[0])))

    def empty(self, _children: list[Token]) -> Part:
        return Part(Group("set", ()))

    def reals(self, _children: list[Token]) -> Part:
        return Part(Interval(Negative(Constant("oo")), Constant("oo"), True, True), 3)

    def group(self, children: list[Any]) -> Part:
        parts = children[1]
        if len(parts) == 1:
            return Part(parts[0].tree, parts[0].depth)
        return join(Group("set", tuple(part.tree for part in parts)), *parts)

    def items(self, children: list[Any]) -> list[Part]:
        return _parts(children)

    def row(self, children: list[Any]) -> list[Part]:
        return _parts(children)

    def bracketed_items(self, children: list[Any]) -> list[Part]:
        return cast(list[Part], children[1])

    def fraction(self, children: list[Any]) -> Part:
        return binary("/", *_parts(children))

    def binomial(self, children: list[Any]) -> Part:
        return self._call("comb", _parts(children))

    def sqrt(self, children: list[Any]) -> Part:
        return self._call("sqrt", _parts(children))

    def root(self, children: list[Any]) -> Part:
        index = str(children[0])
        degree = Part(_number(index) if index.isdigit() else Name(index))
        return self._call("root", [children[1], degree])

    def absolute(self, children: list[Any]) -> Part:
        return self._call("abs", _parts(children))

    def floor(self, children: list[Any]) -> Part:
        return self._call("floor", _parts(children))

    def ceil(self, children: list[Any]) -> Part:
        return self._call("ceil", _parts(children))

    def factorial(self, children: list[Any]) -> Part:
        return self._call("factorial", _parts(children))

    def call(self, children: list[Any]) -> Part:
        return self._call(str(children[0]), children[1])

    def _call(self, function: str, parts: list[Part]) -> Part:
        return join(Call(function, tuple(part.tree for part in parts)), *parts)

    def function(self, children: list[Any]) -> tuple[str, str, Part | None]:
        kind = children[1].type if len(children) > 1 else ""
        return str(children[0]), kind, children[2] if kind else None

    def applied(self, children: list[Any]) -> Part:
        (function, kind, extra), argument = children
        if kind == "SUB":
            if function != "log":
                raise ExpressionFault(f"{function} takes no base")
            return self._call("log", [argument, cast(Part, extra)])
        if kind == "POW" and extra == Part(Negative(_number("1")), 2):
            return self._call(f"a{function}", [argument])
        applied = self._call(function, [argument])
        return binary("^", applied, cast(Part, extra)) if kind else applied

    def round(self, children: list[Any]) -> Part:
        parts = children[1]
        if len(parts) == 1:
            return Part(parts[0].tree, parts[0].depth)
        trees = tuple(part.tree for part in parts)
        if len(trees) == 2 and (_endless(trees[0]) or _endless(trees[1])):
            return join(Interval(trees[0], trees[1], True, True), *parts)
        return join(Group("tuple", trees), *parts)

    def square(self, children: list[Any]) -> Part:
        parts = children[1]
        if len(parts) == 1:
            return Part(parts[0].tree, parts[0].depth)
        if len(parts) == 2:
            return join(Interval(parts[0].tree, parts[1].tree, False, False), *parts)
        return join(Group("tuple", tuple(part.tree for part in parts)), *parts)

    def half_open(self, children: list[Any]) -> Part:
        parts = children[1]
        if len(parts) != 2:
            raise ExpressionFault("an interval has two ends")
        low_open = children[0].type == "LPAR"
        return join(Interval(parts[0].tree, parts[1].tree, low_open, not low_open), *parts)

    def set(self, children: list[Any]) -> Part:
        return join(Group("set", tuple(part.tree for part in children[1])), *children[1])

    def such_that(self, children: list[Any]) -> Part:
        return cast(Part, children[-2])

    def matrix(self, children: list[Any]) -> Part:
        rows = [child for child in children if isinstance(child, list)]
        if len({len(row) for row in rows}) != 1:
            raise ExpressionFault("a matrix whose rows aren't equally long")
        whole = join(
            Matrix(tuple(tuple(part.tree for part in row) for row in rows)), *(p for row in rows for p in row)
        )
        return self._call("det", [whole]) if children[0] == "vmatrix" else whole

    def percent(self, children: list[Any]) -> Part:
        return join(Percent(children[0].tree), children[0])

    def degree(self, children: list[Any]) -> Part:
        return join(Measured(children[0].tree, "°"), children[0])

    def money(self, children: list[Any]) -> Part:
        return join(Measured(children[1].tree, "$"), children[1])

    def measured(self, children: list[Any]) -> Part:
        tree, unit = children[0].tree, str(children[1])
        first, _, rest = unit.partition(" ")
        if first in LARGE:
            power = Part(Binary("^", _number("10"), _number(str(LARGE[first]))), 2)
            if isinstance(tree, Measured):
                return join(
                    Measured(Binary("*", tree.value, power.tree), tree.unit), children[0], power, power
                )
            many = binary("*", children[0], power)
            return self.measured([many, rest]) if rest else many
        if isinstance(tree, Measured):
            if tree.unit == "$" and unit.strip(". ").lower() in ("dollars", "dollar", "usd"):
                return cast(Part, children[0])
            return join(Measured(tree.value, f"{tree.unit} {unit}"), children[0])
        if unit.lower().startswith("base ") and isinstance(tree, Number):
            return self.based([Token("BASED", f"{tree.text}_{unit[5:]}")])
        return join(Measured(tree, unit), children[0])

    def clock(self, children: list[Any]) -> Part:
        hours, _, minutes, words = children
        if not isinstance(hours.tree, Number) or not isinstance(minutes.tree, Number):
            raise ExpressionFault("a time of day is written in digits")
        return Part(Words(f"{hours.tree.text}:{minutes.tree.text} {words}"))

    def ratio(self, children: list[Any]) -> Part:
        parts = _parts(children)
        last = parts[-1].tree
        if isinstance(last, Number) and len(last.text) == 2 and last.text[0] == "0":
            return Part(Words(":".join(part.tree.text for part in parts if isinstance(part.tree, Number))))
        if len(parts) == 2:
            return binary("/", *parts)
        shares = tuple(Binary("/", part.tree, parts[0].tree) for part in parts)
        return join(Group("tuple", (Words("ratio"), *shares)), *parts, Part(Words("ratio"), 2))

    def negative(self, children: list[Any]) -> Part:
        part = children[1]
        if isinstance(part.tree, Measured):
            return join(Measured(Negative(part.tree.value), part.tree.unit), part)
        return join(Negative(part.tree), part)

    def bracketed(self, children: list[Any]) -> Part:
        return Part(children[1].tree, children[1].depth)

    def both(self, children: list[Any]) -> Part:
        sign, part = children
        inner = join(Negative(part.tree), part) if sign == "mp" else part
        return join(PlusMinus(inner.tree), inner)

    def add(self, children: list[Any]) -> Part:
        return binary("+", *_parts(children))

    def subtract(self, children: list[Any]) -> Part:
        return binary("-", *_parts(children))

    def add_both(self, children: list[Any]) -> Part:
        return binary("+", children[0], self.both(children[1:]))

    def multiply(self, children: list[Any]) -> Part:
        return binary("*", *_parts(children))

    def divide(self, children: list[Any]) -> Part:
        top, bottom = _parts(children)
        if bottom.bare:
            raise ExpressionFault("what stands after / has two readings: put it in brackets")
        return binary("/", top, bottom)

    def beside(self, children: list[Any]) -> Part:
        left, right = children
        return join(Binary("*", left.tree, right.tree), left, right, bare=True)

    def power(self, children: list[Any]) -> Part:
        return binary("^", *_parts(children))

    def union(self, children: list[Any]) -> Part:
        parts = _parts(children)
        return join(Group("union", tuple(part.tree for part in parts)), *parts)

    def without(self, children: list[Any]) -> Part:
        return self._call("without", _parts(children))

    def relation(self, children: list[Any]) -> Part:
        links = []
        for left, op, right in zip(children[::2], children[1::2], children[2::2], strict=False):
            if op not in _RELATIONS:
                raise ExpressionFault(f"{op!s} isn't a relation of answers")
            links.append(join(Relation(cast(Any, str(op)), left.tree, right.tree), left, right))
        if len(links) == 1:
            return links[0]
        return join(Group("all of", tuple(link.tree for link in links)), *links)

    def member(self, children: list[Any]) -> Part:
        return cast(Part, children[2])

    def joiner(self, children: list[Token]) -> str:
        return str(children[0].type)

    def answer(self, children: list[Any]) -> Node:
        parts = _parts(children)
        joiners = {child for child in children if isinstance(child, str)}
        if len(parts) == 1:
            return parts[0].tree
        trees = tuple(part.tree for part in parts)
        if "OR" in joiners:
            return Group("any of", trees)
        if "AND" in joiners and all(isinstance(tree, Relation | Group) for tree in trees):
            return Group("all of", trees)
        return Group("list", trees)
