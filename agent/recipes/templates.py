"""Templates and expressions of recipes: Jinja in its immutable sandbox, cut down to output, `if`, `for`, a
short list of filters, and calls of `.replace(a, b)` and `zip(a, b)`; attributes are items of plain data.

Nothing can be assigned, and turns of loops and lengths of texts are limited. Foreign values (what a model or
a document said) never stand bare in a prompt."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Template, TemplateError, Undefined, meta, nodes
from jinja2.environment import TemplateExpression
from jinja2.parser import Parser
from jinja2.visitor import NodeTransformer

from seedbed.agent.prompting import delimit
from seedbed.agent.recipes.sandbox import FILTERS, TemplateFault, bare, budget, environment, limit, shown

_WRITTEN = {
    "pow": "**",
    "assign": "set",
    "assignblock": "set",
    "fromimport": "from",
    "callblock": "call",
    "filterblock": "filter",
}
"""What isn't allowed, where a person writes it otherwise than jinja2 calls it."""
_NODES = 600
_LISTED = ", ".join(sorted(FILTERS))
_SOURCE = 20_000
"""Characters of a template."""
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name, nodes.Const,
    nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Call,
    nodes.Getitem, nodes.Getattr, nodes.Slice, nodes.Keyword, nodes.Concat, nodes.Compare, nodes.Operand,
    nodes.Not, nodes.And, nodes.Or,
    nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod,
)  # fmt: skip
_NOT_IN = re.compile(r"^'[\w.]+(?: object)?' has no (?:attribute|element) (.+)$")
"""How jinja2 says that a value has no such item, by the value's type in Python."""
_FAULTS = (
    TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError,
    AssertionError, NameError, SyntaxError,
)  # fmt: skip
"""The last three are what jinja2 makes of `truncate(2)`, of `1e999` and of 21 loops within each other."""


@dataclass(frozen=True, slots=True)
class Within:
    """What stands in a template or expression."""

    names: frozenset[str] = frozenset()
    """What it takes from outside."""
    compared: tuple[tuple[str, Any], ...] = ()
    """(name, constant) for each name that is held against a constant: `a == 'x'`, `a in ['x', 'y']`."""
    attributes: tuple[tuple[str, str], ...] = ()
    """(name, attribute) for each `name.attribute`, and `name['attribute']`."""
    columns: tuple[str, ...] = ()
    """What `cell` is asked for by name."""


@lru_cache(maxsize=1024)
def within(text: str, *, expression: bool = False) -> Within:
    """What stands in a template, or in an expression. Raises TemplateFault: it isn't one, or holds what isn't
    allowed."""
    tree = _parsed(text, expression)
    held, items, columns = tuple(_compared(tree)), tuple(_attributes(tree)), tuple(_columns(tree))
    # Last, for jinja2 takes the tree apart while it looks for names.
    return Within(frozenset(meta.find_undeclared_variables(tree)), held, items, columns)


def named_by(condition: str) -> frozenset[str]:
    """What a condition names; nothing where there is none. Raises TemplateFault, as `within`."""
    return within(condition, expression=True).names if condition else frozenset()


def _compared(tree: nodes.Node) -> Iterator[tuple[str, Any]]:
    for node in tree.find_all(nodes.Compare):
        for operand in node.ops:
            one, other = node.expr, operand.expr
            if operand.op in ("eq", "ne"):
                pairs = [(one, other), (other, one)]
            elif operand.op in ("in", "notin") and isinstance(other, (nodes.List, nodes.Tuple)):
                pairs = [(one, item) for item in other.items]
            else:
                continue
            for name, constant in pairs:
                if isinstance(name, nodes.Name) and isinstance(constant, nodes.Const):
                    yield name.name, constant.value


def _attributes(tree: nodes.Node) -> Iterator[tuple[str, str]]:
    for one in tree.find_all(nodes.Getattr):
        if isinstance(one.node, nodes.Name):
            yield one.node.name, one.attr
    for item in tree.find_all(nodes.Getitem):
        attribute = _constant(item)
        if isinstance(item.node, nodes.Name) and isinstance(attribute, str):
            yield item.node.name, attribute


def _columns(tree: nodes.Node) -> Iterator[str]:
    for one in tree.find_all(nodes.Filter):
        if one.name == "cell" and one.args and isinstance(one.args[0], nodes.Const):
            yield str(one.args[0].value)


_MARKS: ContextVar[dict[str, str]] = ContextVar("marks")
"""What it is called → text, of the foreign texts of one filling in the order in which they came."""
_MARK = re.compile("\x00([0-9]+)\x00")


def fill(template: str, values: Mapping[str, Any], foreign: Collection[str] = (), nonce: str = "") -> str:
    """A template filled in.

    Whatever is worked out from a foreign value stands between marks with the nonce: where the template has it
    on a line of its own, after a line that names it or the template's own that ends with a colon; else at the
    end, with its name in brackets instead.

    Args:
        foreign: Names of values that are not the recipe's own words.

    Raises:
        TemplateFault: a value is missing, or the template can't be filled with these values."""
    marks: dict[str, str] = {}
    state = _MARKS.set(marks)
    try:
        with budget():
            compiled = _filled(template, within(template).names & {*foreign})
            text = ""
            for piece in compiled.generate(dict(values)):
                text += piece
                limit(len(text))
        return _laid_out(text, marks, nonce)
    except _FAULTS as error:
        raise _fault(error) from error
    finally:
        _MARKS.reset(state)


def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
    """What an expression gives: plain data. Raises TemplateFault: a value is missing, or it can't be worked
    out from these."""
    try:
        with budget():
            result = _evaluated(expression)(values)
        if isinstance(result, Undefined):
            str(result)  # says which value is missing
        return result
    except _FAULTS as error:
        raise _fault(error) from error


def _fault(error: Exception) -> TemplateFault:
    if isinstance(error, TemplateFault):
        return error
    told = _NOT_IN.sub(r"nothing in it is called \1", " ".join(str(error).split()))
    return TemplateFault(told[:300])


def _laid_out(text: str, marks: Mapping[str, str], nonce: str) -> str:
    """The text with each foreign one in its place, or at its end."""
    called = [*marks]
    lines: list[str] = []
    above: set[str] = set()
    below: dict[str, None] = {}
    for line in text.split("\n"):
        if alone := _MARK.fullmatch(line.strip()):
            name = called[int(alone[1])]
            above.add(name)
            named = bool(lines) and lines[-1].rstrip().endswith(":")
            lines += [*([] if named else [f"{name}:"]), delimit(marks[name], nonce)]
        else:
            below |= dict.fromkeys(called[int(number)] for number in _MARK.findall(line))
            lines.append(_MARK.sub(lambda found: f"[{called[int(found[1])]}]", line))
    for name in below:
        if name not in above:
            lines += ["", f"[{name}]:", delimit(marks[name], nonce)]
    return "\n".join(lines).strip("\n")


def _marked(value: Any, name: str) -> str:
    """The place of a foreign value; numbers and truth values need none. Equal texts are called alike."""
    if value is None or isinstance(value, (bool, int, float)):
        return bare(value)
    marks, text = _MARKS.get(), shown(value)
    called, number = name, 1
    while marks.setdefault(called, text) != text:
        number += 1
        called = f"{name} {number}"
    return f"\x00{[*marks].index(called)}\x00"


class _Rewriter(NodeTransformer):
    """Calls become filters, loops count their turns, sums of texts are limited."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        place, given = node.node, [*node.args]
        plain = len(given) == 2 and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        if isinstance(place, nodes.Name) and place.name == "zip" and plain:
            return _filter("_zip", given[0], given[1:])
        if isinstance(place, nodes.Getattr) and place.attr == "replace" and plain:
            return _filter("replace", place.node, given)
        said = getattr(place, "name", getattr(place, "attr", ""))
        raise TemplateFault(f"calls `{said}`: only `.replace(a, b)` and `zip(a, b)` may be called")

    def visit_For(self, node: nodes.For) -> nodes.Node:
        self.generic_visit(node)
        node.iter = _filter("_turns", node.iter, [])
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _filter("_concat", node.nodes[0], node.nodes[1:])


def _filter(name: str, value: Any, given: list[nodes.Expr]) -> nodes.Filter:
    return nodes.Filter(value, name, given, [], None, None, lineno=value.lineno)


def _refuse(tree: nodes.Node) -> None:
    """Raises on whatever a recipe may not hold."""
    count = 0
    for node in tree.find_all(nodes.Node):
        count += 1
        if not isinstance(node, _ALLOWED):
            called = type(node).__name__.lower()
            only = "`+ - * / // %` are" if called == "pow" else "only output, if and for are"
            raise TemplateFault(f"`{_WRITTEN.get(called, called)}` isn't allowed: {only}")
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise TemplateFault(f"unknown filter `{node.name}`; there are {_LISTED}")
        if isinstance(node, nodes.Filter) and node.name == "map" and node.args:
            named = node.args[0].value if isinstance(node.args[0], nodes.Const) else ""
            if named not in FILTERS:
                raise TemplateFault(f"`map`: unknown filter `{named}`; there are {_LISTED}")
        attribute = node.attr if isinstance(node, nodes.Getattr) else _constant(node)
        if isinstance(attribute, str) and attribute.startswith("_"):
            raise TemplateFault(f"`{attribute}`: an attribute may not begin with an underscore")
        if isinstance(node, nodes.For) and node.recursive:
            raise TemplateFault("a loop may not be recursive")
    if count > _NODES:
        raise TemplateFault(f"is too large: {count} nodes, at most {_NODES}")


def _constant(node: nodes.Node) -> Any:
    return node.arg.value if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) else None


def _parsed(text: str, expression: bool) -> nodes.Template:
    """The tree as it was written, refused where it holds what isn't allowed."""
    if len(text) > _SOURCE:
        raise TemplateFault(f"is longer than {_SOURCE} characters")
    env = environment()
    try:
        if expression:
            parser = Parser(env, text, state="variable")
            said = parser.parse_expression()
            if not parser.stream.eos:
                after = parser.stream.current
                hint = ": to compare, write `==`" if after.type == "assign" else ""
                raise TemplateFault(f"goes on after its expression, at `{after.value}`{hint}")
            tree = nodes.Template([nodes.Output([said], lineno=1)], lineno=1)
        else:
            tree = env.parse(text)
        _refuse(tree)
        _Rewriter().visit(tree)
        tree.set_environment(env)
    except _FAULTS as error:
        raise _fault(error) from error
    return tree


@lru_cache(maxsize=1024)
def _evaluated(expression: str) -> TemplateExpression:
    tree = _parsed(expression, True)
    said = next(tree.find_all(nodes.Output)).nodes[0]
    result = nodes.Name("result", "store", lineno=1)
    whole = nodes.Template([nodes.Assign(result, said, lineno=1)], lineno=1)
    whole.set_environment(environment())
    return TemplateExpression(environment().from_string(whole), undefined_to_none=False)


@lru_cache(maxsize=1024)
def _filled(template: str, foreign: frozenset[str]) -> Template:
    """Compiled, with every output either bare or marked as foreign."""
    tree = _parsed(template, False)
    tainted = _tainted(tree, foreign)
    for output in tree.find_all(nodes.Output):
        output.nodes = [_output(node, tainted) for node in output.nodes]
    tree.set_environment(environment())
    environment().filters["_marked"] = _marked
    return environment().from_string(tree)


def _output(node: nodes.Expr, tainted: frozenset[str]) -> nodes.Expr:
    if isinstance(node, nodes.TemplateData):
        return node
    used = [name for name in dict.fromkeys(_names_in(node)) if name in tainted]
    if not used:
        return _filter("_bare", node, [])
    name = nodes.Const(_path(node) or ", ".join(used), lineno=node.lineno)
    return _filter("_marked", node, [name])


def _path(node: nodes.Node) -> str:
    """`a`, `a.b`: how the value is named in the template; empty where it is worked out."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        above = _path(node.node)
        return f"{above}.{node.attr}" if above else ""
    return ""


def _names_in(node: nodes.Node) -> Iterator[str]:
    yield from (one.name for one in (node, *node.find_all(nodes.Name)) if isinstance(one, nodes.Name))


def _tainted(tree: nodes.Node, foreign: frozenset[str]) -> frozenset[str]:
    """The foreign names and what loops take from them."""
    found = set(foreign)
    loops = list(tree.find_all(nodes.For))
    for _ in range(len(loops) + 1):
        for loop in loops:
            if found & set(_names_in(loop.iter)):
                found |= set(_names_in(loop.target))
    return frozenset(found)
