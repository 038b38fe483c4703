"""write_code_task and solve_code: small Python tasks with solution and tests, and a second solution.

Only modules of our own files are run here, to learn what they give back; no request reaches that.
"""

import ast
import random
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from tests.simulator.chance import rng
from tests.simulator.jobs.briefs import Order, copied
from tests.simulator.jobs.write_problem import scene
from tests.simulator.wire import Call
from tests.simulator.world.code_chains import chain_task
from tests.simulator.world.code_tasks import CodeTask, fixed_task
from tests.simulator.world.known import Known, Written

CHAINS = 0.85
"""Share of tasks that are put together from parts."""
MOST_TESTS = 8
_EXAMPLES = (
    "For example, `{call}` is `{result}`.",
    "So `{call}` has to give `{result}`.",
    "`{result}` is what comes out of `{call}`.",
    "Take `{call}`: the right answer is `{result}`.",
)
_MOST_LINES = 20_000
"""Lines that a spoiled module may run before it counts as hanging."""
_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_REACHED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Mod: ast.FloorDiv,
    ast.FloorDiv: ast.Mod,
}


class _Hangs(Exception):
    """A module ran too long."""


def write_code_task(order: Order) -> tuple[dict[str, Any], Written]:
    """The answer and the truth about it; its defect is `code_bug` or `weak_tests`."""
    task = chain_task(order.draw) if order.draw.random() < CHAINS else fixed_task(order.draw)
    told = f"{scene(order, 'openings')} {task.text} {_example(task, order.draw)} {scene(order, 'asides')}"
    text = copied(order, told)
    solution, tests, defect = task.one, _tests(task), None
    if order.outcome.defective:
        bug = spoiled(task, order.draw) if order.draw.random() < 0.5 else None
        solution, defect = (bug, "code_bug") if bug else (solution, "weak_tests")
        tests = tests if bug else _weak(task, order.draw)
    written = Written(
        job="write_code_task",
        text=text,
        concept=order.concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
        detail={"task": task},
    )
    made = {"problem": text, "entry_point": task.entry_point, "solution": solution, "tests": tests}
    return made, written


def solve_code(call: Call, known: Known, right: bool, seed: int) -> dict[str, Any]:
    """The other solution of a known task; a wrong one where the solver isn't right or knows nothing of it."""
    found = (known.find(text) for text in (*reversed(call.texts), call.said))
    task = next((w.detail["task"] for w in found if w is not None and "task" in w.detail), None)
    if task is None:
        return {"solution": "def solution(*arguments):\n    return None\n"}
    other = CodeTask(task.text, task.entry_point, task.two, task.one, task.arguments)
    bug = None if right else spoiled(other, rng(seed, "bug", call.key))
    lame = f"def {task.entry_point}(*arguments):\n    return None\n"
    return {"solution": task.two if right else bug or lame}


def _tests(task: CodeTask) -> list[str]:
    function = _function(task.one, task.entry_point)
    calls = [_called(task, given) for given in task.arguments]
    results = (repr(_value(function, given)) for given in task.arguments)
    return [f"assert {call} == {result}" for call, result in zip(calls, results, strict=True)][:MOST_TESTS]


def _example(task: CodeTask, draw: random.Random) -> str:
    """A call and what it gives back, in a sentence."""
    given = draw.choice(task.arguments)
    result = repr(_value(_function(task.one, task.entry_point), given))
    return draw.choice(_EXAMPLES).format(call=_called(task, given), result=result)


def _weak(task: CodeTask, draw: random.Random) -> list[str]:
    """Tests that pass whatever the function gives back."""
    forms = (
        "assert {call} == {call}",
        "assert {call} is not None or True",
        "assert isinstance({call}, object)",
    )
    form = draw.choice(forms)
    return [form.format(call=_called(task, given)) for given in task.arguments[:6]]


def spoiled(task: CodeTask, draw: random.Random) -> str | None:
    """The first solution with a bug that the tests find; None where no small change makes one."""
    expected = [_value(_function(task.one, task.entry_point), given) for given in task.arguments]
    count = sum(map(_can_change, ast.walk(ast.parse(task.one))))
    for at in draw.sample(range(count), count):
        module = ast.parse(task.one)
        _change([node for node in ast.walk(module) if _can_change(node)][at], draw)
        changed = ast.unparse(module) + "\n"
        if _fails(changed, task, expected):
            return changed
    return None


def _can_change(node: ast.AST) -> bool:
    match node:
        case ast.If():
            return True
        case ast.Compare(ops=[op]):
            return type(op) in _COMPARED
        case ast.BinOp(op=op):
            return type(op) in _REACHED
        case ast.Constant(value=int() as value):
            return not isinstance(value, bool)
        case _:
            return False


def _change(node: ast.AST, draw: random.Random) -> None:
    match node:
        case ast.If():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.Compare(ops=[op]):
            node.ops = [_COMPARED[type(op)]()]
        case ast.BinOp(op=op):
            node.op = _REACHED[type(op)]()
        case ast.Constant(value=int() as value):
            node.value = value + draw.choice((1, -1))


def _fails(module: str, task: CodeTask, expected: list[Any]) -> bool:
    """Whether the tests find a difference; a module that hangs or breaks is no bug that we want."""
    try:
        function = _function(module, task.entry_point)
        return [_value(function, given) for given in task.arguments[:MOST_TESTS]] != expected[:MOST_TESTS]
    except (_Hangs, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return False


def _function(module: str, name: str) -> Callable[..., Any]:
    """A function of one of our own modules."""
    names: dict[str, Any] = {}
    exec(compile(module, "<task>", "exec"), names)  # noqa: S102 - a text of our own files
    function: Callable[..., Any] = names[name]
    return function


def _value(function: Callable[..., Any], given: str) -> Any:
    """What it gives back for arguments as our files have them.

    Raises:
        _Hangs: it ran too long.
    """
    left = _MOST_LINES

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise _Hangs
        return count

    arguments = ast.literal_eval(f"({given.rstrip(', ')},)")
    before = sys.gettrace()
    sys.settrace(count)
    try:
        return function(*arguments)
    finally:
        sys.settrace(before)


def _called(task: CodeTask, given: str) -> str:
    return f"{task.entry_point}({given.rstrip(', ')})"
