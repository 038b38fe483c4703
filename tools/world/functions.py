"""The user's own Python functions as tools: their schemas, and how they are executed.

A file is read as text; its functions are called in the sandbox alone (`docs/sandbox.md`), each call in a
fresh process, so that it knows nothing of the one before it. The schema is what signature and docstring say;
what they don't say isn't guessed. Without packages: Python's standard library is what a function has."""

import ast
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal, Optional, Union

from pydantic import PydanticUserError, TypeAdapter

from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.exact.canonical import canonical, digest_text
from seedbed.memory.files.row_file import read_text
from seedbed.tools.verification.sandbox.running import LONGEST
from seedbed.tools.verification.sandbox.sandbox import find_sandbox
from seedbed.tools.world.mcp_tools import Kept
from seedbed.tools.world.world import LONGEST_RESULT, Real

_TYPES: Mapping[str, Any] = {
    **{one.__name__: one for one in (str, int, float, bool, list, dict)},
    **dict.fromkeys(("List", "Sequence"), list),
    **dict.fromkeys(("Dict", "Mapping"), dict),
    "None": None,
    "Any": Any,
    "Literal": Literal,
    "Optional": Optional,
    "Union": Union,
}
_TAKEN = "str, int, float, bool, list[…], dict, Literal[…], Optional[…] and unions of them"
_SECTION = re.compile(
    r"^(?:(?:Args|Arguments|Parameters|Returns?|Raises|Yields?|Examples?|Notes?)\s*:\s*$|:)", re.M
)
_ARGUMENTS = re.compile(r"^(?:Args|Arguments|Parameters)\s*:\s*\n((?:[ \t].*(?:\n|\Z)|\n)*)", re.M)
_GOOGLE = re.compile(r"^(\w+)\s*(?:\([^)]*\))?\s*:", re.M)
_SPHINX = re.compile(r"^:(?:param\s+(?:[^:\n]*\s)?(\w+)|[^:\n]*)\s*:", re.M)
_LINE = re.compile(r" at line \d+ of the program")


def read_functions(path: Path, kept: Kept) -> tuple[tuple[dict[str, Any], ...], dict[str, Real]]:
    """The functions at the top level of a Python file whose names don't begin with an underscore.

    What a limit of time or memory made of a call may be otherwise another time; a resumed build must see the
    same. So answers are kept, by file, function and arguments. Raises UserFault: the file can't be read, has
    no such function, or one that is no tool (an argument without annotation, one that a call can't name, a
    type that isn't JSON); says where.

    Returns:
        Tools as `read_tools` takes them, in the file's order, and what executes each in this machine's
        sandbox, which the first call looks for."""
    source = read_text(path, "`python` of the world", LONGEST)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        raise UserFault(f"is no Python: {said}", where=f"{path}{line}", next_step="mend the file") from error
    every = (node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    found = [node for node in every if not node.name.startswith("_")]
    if not found:
        raise UserFault("has no function", where=str(path), next_step="write one at the file's top level")
    tools = tuple(_tool(node, path) for node in found)
    real: dict[str, Real] = {}
    for name in (one["name"] for one in tools):
        run = partial(_executed, source, name)
        about = ["python", f"{digest_text(source)}/{name}"]
        real[name] = partial(kept.answered, about, {"tool": name}, run)
    return tools, real


def _executed(source: str, name: str, arguments: Mapping[str, Any]) -> Any:
    """What a function answers.

    Raises:
        ToolFault: it raised, ran into a limit, or answered with what isn't JSON or too long.
        SandboxFault: it can't be executed on this machine."""
    ran = find_sandbox().call(source, name, arguments, LONGEST_RESULT)
    if ran.state == "passed":
        return ran.value
    said = _LINE.sub("", ran.detail)
    # What it raised is the answer; any other end is the tool's failure.
    words = {"failed": said, "time": f"{name} took {said}", "memory": f"{name} needs too much memory"}
    raise ToolFault(words.get(ran.state, f"{name} failed: {said}"))


def _tool(node: ast.FunctionDef | ast.AsyncFunctionDef, path: Path) -> dict[str, Any]:
    where = f"{path}, line {node.lineno}, {node.name}"
    if isinstance(node, ast.AsyncFunctionDef):
        raise UserFault("a coroutine can't be called as a tool", where=where, next_step="write `def`")
    if node.args.posonlyargs or node.args.vararg or node.args.kwarg:
        said = "takes arguments that a call can't name (`/`, `*args` or `**kwargs`)"
        raise UserFault(said, where=where, next_step="name each argument")
    whole, of_arguments = _described(ast.get_docstring(node) or "")
    plain, defaults = node.args.args, node.args.defaults
    padded = [*[None] * (len(plain) - len(defaults)), *defaults]
    pairs = [*zip(plain, padded, strict=True)]
    pairs += zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    properties: dict[str, Any] = {}
    for argument, default in pairs:
        if argument.annotation is None:
            said = f"the argument {argument.arg!r} has no annotation"
            raise UserFault(said, where=where, next_step=f"write `{argument.arg}: TYPE`; types are {_TAKEN}")
        schema = _schema(argument.annotation, f"{where}({argument.arg})")
        if said := of_arguments.get(argument.arg, ""):
            schema = {**schema, "description": said}
        if default is not None:
            schema = {**schema, **_default(default)}
        properties[argument.arg] = schema
    required = [argument.arg for argument, default in pairs if default is None]
    parameters = {"type": "object", "properties": properties, "required": required}
    return {"name": node.name, "description": whole, "parameters": parameters}


def _described(docstring: str) -> tuple[str, dict[str, str]]:
    """The text of a docstring before any section, and argument → what is said of it, each in one line; in
    Google's form or Sphinx'."""
    fields = _SPHINX.split(docstring)[1:]  # name, text, name, text, …; no name: of something else
    for block in _ARGUMENTS.findall(docstring):
        fields += _GOOGLE.split(dedent(block))[1:]
    said = {
        name: " ".join(text.split()) for name, text in zip(fields[::2], fields[1::2], strict=True) if name
    }
    return " ".join(_SECTION.split(docstring)[0].split()), said


def _default(node: ast.expr) -> dict[str, Any]:
    """The default for the schema; one that is computed or isn't JSON isn't shown."""
    try:
        value = ast.literal_eval(node)
        canonical(value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return {}
    return {"default": value} if isinstance(value, (str, int, float, list, dict)) else {}


def _schema(node: ast.expr, where: str) -> dict[str, Any]:
    try:
        return TypeAdapter(_type(node)).json_schema()
    except (TypeError, SyntaxError, ValueError, RecursionError, PydanticUserError) as error:
        deep = isinstance(error, RecursionError)  # then it can't be spelled either
        said = "a type of thousands of parts" if deep else f"the type `{ast.unparse(node)[:80]}`"
        step = f"types are {_TAKEN}"
        raise UserFault(f"{said} isn't one that calls can hold", where=where, next_step=step) from error


def _type(node: ast.expr) -> Any:
    """The type that an annotation names, whatever module it is written with; it is read, never evaluated.
    Raises TypeError: it is none of ours."""
    match node:
        case ast.Constant(value=None):
            return None
        case ast.Constant(value=str(quoted)):
            return _type(ast.parse(quoted, mode="eval").body)
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in _TYPES:
            return _TYPES[name]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return Union[_type(left), _type(right)]  # noqa: UP007 - of types that are values
        case ast.Subscript(value=of, slice=inner):
            kind, parts = _type(of), inner.elts if isinstance(inner, ast.Tuple) else [inner]
            if kind is Literal and all(isinstance(one, ast.Constant) for one in parts):
                values = tuple(one.value for one in parts if isinstance(one, ast.Constant))
                if all(isinstance(one, (str, int)) for one in values):
                    return Literal[values]
            elif kind is not Literal and (kind is not dict or _type(parts[0]) is str):
                inside = tuple(map(_type, parts))
                return kind[inside if len(inside) > 1 else inside[0]]
    raise TypeError("none that JSON has")
