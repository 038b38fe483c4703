"""Problems that tell their answer and ask for a number: the calculation undone.

The unknown is called x (MetaMath's FOBAR and self-verification questions do so); the answer told stands in a
sentence of its own or in the question.
"""

import ast
import re
from fractions import Fraction

from tests.simulator.jobs.arithmetic import NUMBER, evaluate, parsed, show, value_of
from tests.simulator.jobs.tales import expression_of
from tests.simulator.world.known import Known
from tests.simulator.world.stories import LOST, UNKNOWN, numbers_in, read_tale, sentences_of

UNSOLVABLE = ("", "none")
_ASKS_BACK = re.compile(r"\bunknown\b[^?]*\?", re.I)
_UNDO = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*"}


def asks_back(problem: str) -> bool:
    """Whether a text asks for the unknown."""
    return _ASKS_BACK.search(problem) is not None


def solve_backwards(problem: str, known: Known) -> tuple[str, str]:
    """Expression and value of the unknown; empty and `none` where the text doesn't determine it."""
    sentences = sentences_of(problem)
    told = " ".join(s for s in sentences if not _ASKS_BACK.search(s))
    claimed = [n for s in sentences if _ASKS_BACK.search(s) for n in numbers_in(s) if n != UNKNOWN]
    if numbers_in(told).count(UNKNOWN) != 1 or LOST in numbers_in(told):
        return UNSOLVABLE
    tale, rest = read_tale(told)
    if tale is not None:
        claimed += [n for s in rest for n in numbers_in(s)]
        return _undone(expression_of(tale), claimed[-1]) if claimed else UNSOLVABLE
    written = known.find(told)
    expression = written.detail.get("expression") if written is not None else ""
    if written is None or not expression:
        return UNSOLVABLE
    if written.job == "state_problem":
        return expression, str(written.detail["answer"])
    return _by_parent(numbers_in(written.text), numbers_in(told) + claimed, expression)


def _by_parent(old: list[str], new: list[str], expression: str) -> tuple[str, str]:
    """From the numbers of the known problem and those of the text, which end in the answer told."""
    *new, answer = new
    if len(old) != len(new) or [n for n in zip(old, new, strict=True) if n[0] != n[1] != UNKNOWN]:
        return UNSOLVABLE
    number = value_of(old[new.index(UNKNOWN)])
    asked = NUMBER.sub(lambda m: UNKNOWN if value_of(m.group()) == number else m.group(), expression)
    found = _undone(asked, answer)
    if not found[0] and evaluate(expression) == value_of(answer):
        return show(number), show(number)
    return found


def _undone(expression: str, answer: str) -> tuple[str, str]:
    """x of `expression = answer`, as expression and value."""
    if not expression:
        return UNSOLVABLE
    try:
        node, undone = parsed(expression), show(value_of(answer))
    except SyntaxError:
        return UNSOLVABLE
    while not isinstance(node, ast.Name):
        if not isinstance(node, ast.BinOp) or type(node.op) not in _UNDO:
            return UNSOLVABLE
        left, right = _unknowns(node.left), _unknowns(node.right)
        if left + right != 1:
            return UNSOLVABLE
        undone, node = _peeled(node, undone, bool(left))
    value = evaluate(undone)
    return (undone, show(Fraction(value))) if value is not None else UNSOLVABLE


def _peeled(node: ast.BinOp, target: str, in_left: bool) -> tuple[str, ast.expr]:
    """What the side with the unknown equals, and that side."""
    other = ast.unparse(node.right if in_left else node.left)
    if in_left:
        return f"({target}) {_UNDO[type(node.op)]} ({other})", node.left
    if isinstance(node.op, ast.Sub | ast.Div):
        return f"({other}) {'-' if isinstance(node.op, ast.Sub) else '/'} ({target})", node.right
    return f"({target}) {_UNDO[type(node.op)]} ({other})", node.right


def _unknowns(node: ast.expr) -> int:
    return sum(isinstance(n, ast.Name) and n.id == UNKNOWN for n in ast.walk(node))
