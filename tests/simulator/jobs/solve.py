"""solve_problem: a story's problem by its text alone, another that this server worded by what it knows of it.

A changed one is solved by its changed numbers, one that asks for an unknown number by undoing.
"""

import re

from tests.simulator.jobs.arithmetic import NUMBER, evaluate, show, value_of
from tests.simulator.jobs.backwards import UNSOLVABLE, asks_back, solve_backwards
from tests.simulator.jobs.tales import answer_of, expression_of
from tests.simulator.world.known import Known
from tests.simulator.world.stories import numbers_in, read_tale

_CUES = (
    (r"how many (?:more|fewer)|how much (?:more|less)|difference|left|remain|change\b", " - "),
    (r"\beach\b|\bper\b|\bevery\b|times\b|area\b|product", " * "),
    (r"share[ds]?|split|divided|average", " / "),
)


def solve(problem: str, known: Known) -> tuple[str, str]:
    """Expression and answer; empty and `none` when the problem can't be solved (it lost a number)."""
    if asks_back(problem):
        return solve_backwards(problem, known)
    tale, rest = read_tale(problem)
    if tale is not None and tale.ask is not None and not any(map(numbers_in, rest)):
        found = answer_of(tale)
        return (expression_of(tale), show(found)) if found is not None else UNSOLVABLE
    written = known.find(problem)
    if written is None or "expression" not in written.detail:
        return _guessed(problem)
    expression: str = written.detail["expression"]
    old, new = NUMBER.findall(written.text), NUMBER.findall(problem)
    if old == new:
        return (expression, written.detail["answer"]) if expression else UNSOLVABLE
    if not expression or len(old) != len(new):
        return UNSOLVABLE
    changed = {value_of(a): b.replace(",", "") for a, b in zip(old, new, strict=True) if a != b}
    moved = NUMBER.sub(lambda m: changed.get(value_of(m.group()), m.group()), expression)
    value = evaluate(moved)
    return moved, show(value) if value is not None else ""


def _guessed(problem: str) -> tuple[str, str]:
    """A plausible expression for a problem never seen: its numbers joined by what the words suggest."""
    numbers = [n.replace(",", "") for n in NUMBER.findall(problem)]
    if not numbers:
        return UNSOLVABLE
    sign = next((s for cue, s in _CUES if re.search(cue, problem, re.I)), " + ")
    expression = sign.join(numbers)
    value = evaluate(expression)
    return (expression, show(value)) if value is not None else UNSOLVABLE
