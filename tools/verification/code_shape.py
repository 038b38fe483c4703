"""The form of a programming task, read with `ast` alone: what is refused before anything is run.

This is about rows that are worth having, and no fence: what a program could do is the sandbox's matter. A
task is refused that can't be read, that asks for one function and tests another, that needs more than the
standard library's pure parts, or whose outcome could differ from run to run.
"""

import ast
import builtins
import keyword
import re
from collections.abc import Iterator

from seedbed.tools.verification.code_task import CodeFault, CodeTask, nodes, parsed


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODULES = _words(
    "abc array base64 binascii bisect calendar cmath collections contextlib copy csv dataclasses datetime "
    "decimal difflib enum fractions functools graphlib hashlib heapq html itertools json math numbers "
    "operator re statistics string struct textwrap typing unicodedata zlib"
)
"""What a solution may import: parts of the standard library that compute and do nothing else. Not `random`,
`secrets`, `time` and `uuid`, which differ from run to run; not files, processes, network and interpreter."""
_REFUSED = _words(
    "breakpoint compile delattr eval exec exit globals hash help id input locals memoryview open quit "
    "setattr vars __import__ __builtins__"
)
"""Built-in names that reach out of the task, or whose value differs from run to run (`hash`, `id`)."""
_CLOCK = _words("now today utcnow")
"""Methods of `datetime` that read the clock."""
_LONGEST = {"problem": 4_000, "solution": 6_000, "tests": 4_000}
"""Characters."""
_SHORTEST_PROBLEM = 30
_TESTS = (3, 20)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DUNDERS = _words("__init__ __name__ __class__ __doc__ __eq__ __lt__ __hash__ __len__ __iter__")


def shape_faults(task: CodeTask) -> tuple[str, ...]:
    """What is wrong with a task's form, a line each; empty: it may be run."""
    texts = {"problem": task.problem, "solution": task.solution, "tests": task.tests}
    found = [f"the {name} is empty" for name, text in texts.items() if not text.strip()]
    found += [
        f"the {name} is longer than {_LONGEST[name]} characters"
        for name, text in texts.items()
        if len(text) > _LONGEST[name]
    ]
    found += [
        f"the {name} holds a control character" for name, text in texts.items() if _CONTROL.search(text)
    ]
    if found:
        return tuple(found)
    return (*_of_problem(task), *solution_faults(task.solution, task.entry_point), *_of_tests(task))


def _of_problem(task: CodeTask) -> Iterator[str]:
    if len(task.problem) < _SHORTEST_PROBLEM:
        yield f"the problem is shorter than {_SHORTEST_PROBLEM} characters"
    if not re.search(rf"(?<!\w){re.escape(task.entry_point)}(?!\w)", task.problem):
        yield f"the problem doesn't name the function {task.entry_point!r}"


# the solution ------------------------------------------------------------------------------------------


def solution_faults(program: str, entry_point: str) -> tuple[str, ...]:
    """What is wrong with the form of a solution, the task's own or an independent one."""
    if not _is_new_name(entry_point):
        return (f"{entry_point[:60]!r} is no name for a function of one's own",)
    if len(program) > _LONGEST["solution"] or _CONTROL.search(program):
        return (f"the solution is longer than {_LONGEST['solution']} characters or holds control characters",)
    try:
        tree = parsed(program)
    except CodeFault as fault:
        return (f"the solution: {fault}",)
    found = [*_of_module(tree, entry_point), *_of_imports(tree), *_of_names(tree)]
    return tuple(f"the solution {fault}" for fault in dict.fromkeys(found))


def _is_new_name(name: str) -> bool:
    plain = name.isidentifier() and name.isascii() and not keyword.iskeyword(name)
    return plain and not hasattr(builtins, name) and not name.startswith("__")


def _of_module(tree: ast.Module, entry_point: str) -> Iterator[str]:
    """It defines the function once, and its top level does nothing but define."""
    defined = 0
    for place, node in enumerate(tree.body):
        if hidden := sorted(name for name in _stored(node) if hasattr(builtins, name)):
            yield f"gives the built-in name {hidden[0]!r} another meaning"
        match node:
            case ast.FunctionDef(name=name):
                defined += name == entry_point
            case ast.AsyncFunctionDef():
                yield "defines an async function"
            case ast.Expr(value=ast.Constant(value=str())) if place == 0:
                pass
            case ast.Import() | ast.ImportFrom() | ast.ClassDef() | ast.Assign() | ast.AnnAssign():
                if entry_point in _stored(node):
                    yield f"gives {entry_point!r} another meaning"
            case _:
                yield f"does something at its top level, in line {node.lineno}, beside defining"
    if defined != 1:
        yield f"defines the function {entry_point!r} {'never' if not defined else 'more than once'}"


def _stored(node: ast.stmt) -> set[str]:
    """The names that a statement at the top level binds there."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return {n.id for n, _ in nodes(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _of_imports(tree: ast.Module) -> Iterator[str]:
    for node, _ in nodes(tree):
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            named = [node.module or "."] if not node.level else ["."]
        else:
            continue
        for name in named:
            if name.partition(".")[0] not in MODULES:
                yield f"imports {name[:60]!r}, which no task may"


def _of_names(tree: ast.AST) -> Iterator[str]:
    for node, _ in nodes(tree):
        if isinstance(node, ast.Name) and node.id in _REFUSED:
            yield f"uses {node.id!r}, which no task may"
        elif isinstance(node, ast.Attribute):
            if node.attr in _CLOCK:
                yield f"reads the clock ({node.attr!r})"
            elif node.attr.startswith("__") and node.attr not in _DUNDERS:
                yield f"reaches for {node.attr[:60]!r}"
        elif isinstance(node, ast.Global):
            yield "changes a global name, so its answer may depend on the calls before"


# the tests ---------------------------------------------------------------------------------------------


def _of_tests(task: CodeTask) -> Iterator[str]:
    """Asserts, a line each, all different, that call the function and change nothing."""
    try:
        tree = parsed(task.tests)
    except CodeFault as fault:
        yield f"the tests: {fault} (a test is one assert on one line)"
        return
    few, many = _TESTS
    if not few <= len(tree.body) <= many:
        yield f"there are {len(tree.body)} tests, not {few} to {many}"
    lines = task.tests.split("\n")
    if len(lines) != len(tree.body):
        yield "a test isn't one statement on one line"
    if len({ast.dump(node) for node in tree.body}) < len(tree.body):
        yield "a test stands there twice"
    for node in tree.body:
        if wrong := _of_test(node, task.entry_point):
            yield f"test {lines[min(node.lineno, len(lines)) - 1][:80]!r} {wrong}"
    yield from (f"a test {wrong}" for wrong in dict.fromkeys(_of_names(tree)))


def _of_test(node: ast.stmt, entry_point: str) -> str:
    """What is wrong with one test; empty: nothing."""
    if not isinstance(node, ast.Assert):
        return "is no assert"
    inside = [child for child, _ in nodes(node.test)]
    if not any(
        isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id == entry_point
        for child in inside
    ):
        return f"doesn't call {entry_point!r}"
    if any(isinstance(child, ast.NamedExpr) for child in inside):
        return "assigns a name"
    own = {child.arg for child in inside if isinstance(child, ast.arg)} | {entry_point}
    own |= {c.id for c in inside if isinstance(c, ast.Name) and isinstance(c.ctx, ast.Store)}
    used = [child.id for child in inside if isinstance(child, ast.Name)]
    strange = [name for name in used if name not in own and not hasattr(builtins, name)]
    return f"uses {strange[0]!r}, which another solution needn't have" if strange else ""
