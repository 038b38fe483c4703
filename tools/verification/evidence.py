"""Computation evidence: what is kept of a computed answer, and how it is computed again with no model.

The program is named in `engine`; from it and the inputs, expression and result are made anew and compared,
and the inputs are compared with the numbers that stand in the row's text. It does not know other kinds of
evidence.
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from seedbed.tools.offline.problems.library import shape_of
from seedbed.tools.offline.problems.problem import Problem
from seedbed.tools.offline.problems.shape import run
from seedbed.tools.verification.answers import same_answer
from seedbed.tools.verification.numbers.expression import calculate, equal
from seedbed.tools.verification.numbers.numerals import numbers_in
from seedbed.tools.verification.numbers.syntax import ExpressionFault

ENGINE = "seedbed problems 1: "
"""Begins the `engine` of evidence made from a problem program; the program's name follows."""
CALCULATOR = "seedbed calculator 1"
"""The `engine` of evidence made from an expression alone."""


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


def faults(
    evidence: Mapping[str, Any], text: str | None = None, answer: str | None = None
) -> tuple[str, ...]:
    """What is wrong with computation evidence, in words; empty when it holds.

    `text` is the problem's text in the row: its numbers must be exactly the inputs. `answer` is the row's
    answer: it must be the same number as the result.
    """
    expression, result, engine, inputs = (
        evidence.get(name) for name in ("expression", "result", "engine", "inputs")
    )
    if not isinstance(expression, str) or not isinstance(result, str) or not isinstance(engine, str):
        return ("expression, result and engine must be texts",)
    if not isinstance(inputs, Mapping) or not all(isinstance(value, str) for value in inputs.values()):
        return ("the inputs must be texts by name",)
    if evidence.get("kind") != "computation" or evidence.get("ok") is not True:
        return ("it isn't computation evidence that says ok",)
    try:
        found = [*_computed(expression, result), *_programmed(expression, engine, inputs)]
        if text is not None and Counter(numbers_in(text)) != Counter(_values(inputs)):
            found.append("the numbers of the text are not the inputs")
    except (ExpressionFault, ZeroDivisionError, ValueError) as fault:
        return (f"it can't be computed: {fault}",)
    if answer is not None and not same_answer(answer, result):
        found.append(f"the answer {answer!r} is not the result {result}")
    return tuple(found)


def _values(inputs: Mapping[str, str]) -> list[Fraction]:
    return [calculate(text) for text in inputs.values()]


def _computed(expression: str, result: str) -> list[str]:
    value = calculate(expression)
    if equal(value, calculate(result)):
        return []
    return [f"{expression} is not {result}"]


def _programmed(expression: str, engine: str, inputs: Mapping[str, str]) -> list[str]:
    if engine == CALCULATOR:
        return []
    if not engine.startswith(ENGINE):
        return [f"the engine {engine!r} isn't known"]
    shape = shape_of(engine.removeprefix(ENGINE))
    if shape is None:
        return [f"the program {engine.removeprefix(ENGINE)!r} isn't known"]
    if inputs.keys() != {operand.name for operand in shape.operands}:
        return ["the inputs are not those of the program"]
    if run(shape, inputs).expression != expression:
        return ["the program makes another expression of these inputs"]
    return []
