"""Computation evidence: what is kept of a problem's answer, and how it is computed again with no model."""

from collections import Counter
from typing import Any

from seedbed.tools.checks.figures import figures
from seedbed.tools.offline.problems.library import Problem
from seedbed.tools.verification.numbers.expression import calculate, equal

ENGINE = "seedbed problems 1: "
"""Begins the `engine` of evidence made from a problem program; the program's name follows."""


def computation(problem: Problem) -> dict[str, Any]:
    """The evidence for a problem's answer."""
    return {
        "kind": "computation",
        "expression": problem.expression,
        "result": problem.answer,
        "engine": f"{ENGINE}{problem.program}",
        "inputs": dict(problem.inputs),
        "ok": True,
        "by": "calculator",
    }


def faults(problem: Problem, text: str) -> tuple[str, ...]:
    """What is wrong with a problem told as `text`, in words; empty when its answer holds.

    The numbers of the text must be exactly the inputs, and the expression must come to the answer.
    """
    found = []
    if not equal(calculate(problem.expression), calculate(problem.answer)):
        found.append(f"{problem.expression} is not {problem.answer}")
    told = Counter(value for one in figures(text, "en") for value in one.values)
    if told != Counter(map(calculate, problem.inputs.values())):
        found.append("the numbers of the text are not the inputs")
    return tuple(found)
