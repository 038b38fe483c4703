"""Where a program can be changed and into what: the operators of mutation, over Python's syntax tree.

Left alone is what no test could see or every test would: annotations, docstrings, imports, the texts of
exceptions and assertions, the block under `if __name__ == "__main__"`.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Path = tuple[tuple[str, int | None], ...]

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_UNSEEN = ("annotation", "returns", "decorator_list", "msg", "type_params")
"""Fields that aren't changed."""


@dataclass(frozen=True, slots=True)
class Site:
    """One change: in the tree, what stands at `path` becomes `new`."""

    kind: str
    """Which operator."""
    path: Path
    """Fields, with an index where the field is a list, from the module down."""
    new: ast.AST


def mutations(tree: ast.Module) -> Iterator[Site]:
    """Every change that the operators make, in the order of the text."""
    yield from _walk(tree, ())


def _walk(node: ast.AST, path: Path) -> Iterator[Site]:
    if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom) or _is_main(node):
        if isinstance(node, ast.Raise) and path:
            yield Site("dropped statement", path, ast.Pass())
        return
    for operator in OPERATORS:
        for kind, new in operator(node):
            yield Site(kind, path, new)
    for field, value in ast.iter_fields(node):
        if field in _UNSEEN:
            continue
        if isinstance(value, ast.AST):
            yield from _walk(value, (*path, (field, None)))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST) and not _is_text(item):
                    yield from _walk(item, (*path, (field, index)))


def _is_main(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__name__" in {
        name.id for name in ast.walk(node.test) if isinstance(name, ast.Name)
    }


def _is_text(node: ast.AST) -> bool:
    """A docstring, or any constant that stands as a statement."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


Changes = Iterator[tuple[str, ast.AST]]


def _comparison(node: ast.AST) -> Changes:
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            for other in _COMPARISONS[type(operator)]:
                operators = [*node.ops[:index], other(), *node.ops[index + 1 :]]
                yield "comparison", ast.Compare(node.left, operators, node.comparators)


def _arithmetic(node: ast.AST) -> Changes:
    if isinstance(node, ast.BinOp | ast.AugAssign) and (other := _ARITHMETIC.get(type(node.op))):
        sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
        if any(isinstance(side, ast.JoinedStr) or _is_str(side) for side in sides):
            return  # texts: it would only raise
        if isinstance(node, ast.BinOp):
            yield "arithmetic", ast.BinOp(node.left, other(), node.right)
        else:
            yield "arithmetic", ast.AugAssign(node.target, other(), node.value)


def _is_str(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _condition(node: ast.AST) -> Changes:
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "connective", ast.BoolOp(other, node.values)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "removed not", node.operand
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "removed minus", node.operand
    if isinstance(node, ast.If):
        yield "negated condition", ast.If(_not(node.test), node.body, node.orelse)
    if isinstance(node, ast.While):
        yield "negated condition", ast.While(_not(node.test), node.body, node.orelse)
    if isinstance(node, ast.IfExp):
        yield "negated condition", ast.IfExp(_not(node.test), node.body, node.orelse)
    if isinstance(node, ast.comprehension) and node.ifs:
        negated = [_not(node.ifs[0]), *node.ifs[1:]]
        yield "negated condition", ast.comprehension(node.target, node.iter, negated, node.is_async)


def _not(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _constant(node: ast.AST) -> Changes:
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int | float):
        yield "constant", ast.Constant(value + 1)
        yield "constant", ast.Constant(value - 1)
    elif isinstance(value, str):
        yield "constant", ast.Constant("" if value else "mutant")


def _returned(node: ast.AST) -> Changes:
    value = node.value if isinstance(node, ast.Return) else None
    if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
        yield "returned None", ast.Return(ast.Constant(None))


def _dropped(node: ast.AST) -> Changes:
    if isinstance(node, ast.AugAssign | ast.Break | ast.Delete) or (
        isinstance(node, ast.Expr) and not _is_text(node)
    ):
        yield "dropped statement", ast.Pass()
    if isinstance(node, ast.Continue):
        yield "dropped statement", ast.Pass()
        yield "loop left", ast.Break()
    if isinstance(node, ast.Break):
        yield "loop gone on", ast.Continue()


def _slice(node: ast.AST) -> Changes:
    if isinstance(node, ast.Slice):
        lower = _more(node.lower, 1) if node.lower else ast.Constant(1)
        yield "slice", ast.Slice(lower, node.upper, node.step)
        upper = _more(node.upper, -1) if node.upper else ast.UnaryOp(ast.USub(), ast.Constant(1))
        yield "slice", ast.Slice(node.lower, upper, node.step)


def _bounds(node: ast.AST) -> Changes:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return
    if node.func.id == "range" and node.args and not isinstance(node.args[0], ast.Starred):
        for index in range(min(len(node.args), 2)):
            for step in (1, -1):
                arguments = [*node.args]
                arguments[index] = _more(arguments[index], step)
                yield "range", ast.Call(node.func, arguments, node.keywords)
    if twin := _TWINS.get(node.func.id):
        yield "twin", ast.Call(ast.Name(twin, ast.Load()), node.args, node.keywords)


def _more(node: ast.expr, step: int) -> ast.expr:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return ast.Constant(node.value + step)
    return ast.BinOp(node, ast.Add() if step > 0 else ast.Sub(), ast.Constant(abs(step)))


OPERATORS: tuple[Callable[[ast.AST], Changes], ...] = (
    _comparison,
    _arithmetic,
    _condition,
    _constant,
    _returned,
    _dropped,
    _slice,
    _bounds,
)
"""All operators; each gives, for a node, the kinds of change and what stands there instead."""
