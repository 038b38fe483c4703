"""A program in Python as its functions, each a document: as it stands, with its decorators."""

import ast
import warnings
from collections.abc import Iterator

from seedbed.memory.exact.canonical import digest_text
from seedbed.tools.knowledge.formats.characters import Document, Unreadable

_LARGEST = 2_000_000
"""Characters; the tree of a larger program takes a hundred times its size."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions_in(text: str) -> Iterator[Document | Unreadable]:
    """The functions of a module and the methods of its classes in their order, by their qualified names; what
    is defined within a function is part of it. A method loses its class's indent."""
    if len(text) > _LARGEST:
        yield Unreadable(f"too large for its functions to be told: at most {_LARGEST / 1e6:.0f} MB")
        return
    try:
        with warnings.catch_warnings(action="ignore"):
            found = [*_functions(ast.parse(text))]
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        line = f" (line {fault.lineno})" if isinstance(fault, SyntaxError) and fault.lineno else ""
        yield Unreadable(f"can't be parsed as Python{line}, so its functions aren't told")
        return
    if not found:
        yield Unreadable("defines no function")
    lines, seen = text.split("\n"), set[str]()
    for name, node in found:
        place = f"{name}:{node.lineno}" if name in seen else name
        seen.add(name)
        first = min(one.lineno for one in (node, *node.decorator_list))
        indent = lines[node.lineno - 1].encode()[: node.col_offset].decode()
        own = "\n".join(line.removeprefix(indent) for line in lines[first - 1 : node.end_lineno]) + "\n"
        yield Document(own, name, digest_text(own), f"#{place}", is_code=True)


def _functions(node: ast.AST, within: str = "") -> Iterator[tuple[str, _Function]]:
    for one in ast.iter_child_nodes(node):
        if isinstance(one, _Function):
            yield within + one.name, one
        elif isinstance(one, (ast.ClassDef, ast.stmt, ast.ExceptHandler)):
            yield from _functions(one, f"{within}{one.name}." if isinstance(one, ast.ClassDef) else within)
