"""A programming task as a value: what a row of it holds, when two are the same task, and its journal keys.

Programs are read with `ast` and never run here. Whether a task is in good form is `code_shape.py`, running it
the sandbox's.
"""

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seedbed.memory.canonical import digest_text
from seedbed.tools.verification.sandbox.mutants import PARSING

DEEPEST = 60
"""Levels of a syntax tree at most: deeper ones are nothing that a person would write."""
PASSED = "passed"
"""The sandbox's word for a program that passes its tests."""


class CodeFault(ValueError):
    """A program that can't be read; says why, in a line."""


@dataclass(frozen=True, slots=True)
class CodeTask:
    """One programming task."""

    problem: str
    entry_point: str
    """The function that the problem asks for."""
    solution: str
    """A Python module."""
    tests: str
    """A statement a line."""

    def row(self) -> dict[str, Any]:
        """The task as a row of the dataset."""
        return {
            "problem": self.problem,
            "entry_point": self.entry_point,
            "solution": self.solution,
            "tests": self.tests,
        }


def said_task(said: Mapping[str, Any]) -> CodeTask | None:
    """The task of a writer's answer, in the form in which a row has it; None: it isn't one.

    Line ends become `\\n`; white space around the texts and around each test goes, and nothing else.
    """
    tests = said.get("tests")
    texts = [said.get(name) for name in ("problem", "entry_point", "solution")]
    if not isinstance(tests, list) or not all(isinstance(text, str) for text in (*texts, *tests)):
        return None
    problem, entry_point, solution = (_plain(str(text)) for text in texts)
    lines = (line.strip() for test in tests for line in _plain(test).split("\n"))
    return CodeTask(problem, entry_point, solution, "\n".join(line for line in lines if line))


def said_solution(said: Mapping[str, Any]) -> str:
    """The program of a solver's answer; empty: there is none."""
    solution = said.get("solution")
    return _plain(solution) if isinstance(solution, str) else ""


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def parsed(program: str) -> ast.Module:
    """The syntax tree of a program.

    Raises:
        CodeFault: it is no Python, or nested deeper than DEEPEST.
    """
    with PARSING, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of odd escapes in what it reads
        try:
            tree = ast.parse(program)
        except SyntaxError as error:
            raise CodeFault(f"line {error.lineno or 1} is no Python: {error.msg}") from error
        except (ValueError, MemoryError, RecursionError) as error:
            raise CodeFault("it is no Python that can be read") from error
    if max(depth for _, depth in nodes(tree)) > DEEPEST:
        raise CodeFault(f"it is nested more than {DEEPEST} levels deep")
    return tree


def nodes(tree: ast.AST) -> Iterator[tuple[ast.AST, int]]:
    """Every node of a tree with its depth, without recursion."""
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node)]


# the same task in other words --------------------------------------------------------------------------


def signature(task: CodeTask) -> str:
    """Equal for two tasks whose solutions differ in names, annotations, comments and layout alone.

    Raises:
        CodeFault: the solution can't be read.
    """
    return digest_text(ast.dump(_Renamed(parsed(task.solution)).tree))


class _Renamed(ast.NodeTransformer):
    """A program whose own names are numbered in the order in which they first occur.

    Names that it doesn't bind (built-in ones) and attributes are kept: they say what it does.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._own = set(_bound(tree))
        self._numbers: dict[str, str] = {}
        self.tree = self.visit(tree)

    def _name(self, name: str) -> str:
        return self._numbers.setdefault(name, f"n{len(self._numbers)}") if name in self._own else name

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self._name(node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self._name(node.arg))

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        return ast.keyword(self._name(node.arg) if node.arg else None, self.visit(node.value))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name, node.returns = self._name(node.name), None
        return self._inside(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._name(node.name)
        return self._inside(node)

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._inside(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return node
        return self.visit(ast.Assign([node.target], node.value))  # type: ignore[no-any-return]  # as its base

    def _inside(self, node: ast.FunctionDef | ast.ClassDef | ast.Module) -> ast.AST:
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
        return self.generic_visit(node)


def _bound(tree: ast.Module) -> Iterator[str]:
    for node, _ in nodes(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


# the journal -------------------------------------------------------------------------------------------


def execution_key(brief: str, attempt: int, step: str, program: str, tests: str) -> str:
    """Under which the outcome of a run is journaled.

    Args:
        brief: The brief's id.
        step: What was run: `solution`, `mutants`, `solver 1`, ….
    """
    told = digest_text(f"{program}\n\n{tests}")[:16]
    return f"execution/{brief}/{attempt}/{step}/{told}"
