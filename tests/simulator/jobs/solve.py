"""solve_problem: a problem this server worded by what it knows, a changed one by its changed numbers."""

import re

from tests.simulator.jobs.arithmetic import NUMBER, evaluate, show, value_of
from tests.simulator.world.known import Known

UNSOLVABLE = ("", "none")
_CUES = (
    (r"how many (?:more|fewer)|how much (?:more|less)|difference|left|remain|change\b", " - "),
    (r"\beach\b|\bper\b|\bevery\b|times\b|area\b|product", " * "),
    (r"share[ds]?|split|divided|average", " / "),
)


def solve(problem: str, known: Known) -> tuple[str, str]:
    """Expression and answer; empty and `none` when the problem can't be solved (it lost a number)."""
    written = known.find(problem)
    if written is None or written.job != "write_problem" or "expression" not in written.detail:
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
