"""A problem's steps as a solution text with calculator annotations `<<48/2=24>>`.

It does not know how the steps were found.
"""

import re

from seedbed.tools.verification.problems.problem import Problem
from seedbed.tools.verification.problems.shape import grouped
from seedbed.tools.verification.units import SPELLINGS

_PLACE = re.compile(r"([£$€]?)\[\]")


def solution(problem: Problem) -> str:
    """One line a step, each with its calculation annotated, and the answer in the last line."""
    lines = [worked(words, calculation) for words, calculation in problem.steps]
    return "\n".join([*lines, f"Answer: {answer_text(problem)}"])


def worked(words: str, calculation: str) -> str:
    """One step: «The loaves cost 3 * 2.40 = £<<3*2.40=7.20>>7.20.»"""
    left, _, result = calculation.rpartition("=")
    return _PLACE.sub(lambda place: f"{_spaced(left)} = {place[1]}<<{calculation}>>{result}", words, count=1)


def answer_text(problem: Problem) -> str:
    """The answer as people write it: «£7.20», «2,480 loaves», «7/12»."""
    sign = next(
        (SPELLINGS[unit][0] for unit in ("pounds", "dollars", "euros") if unit == problem.answer_unit), ""
    )
    if sign:
        return f"{sign}{grouped(problem.answer)}"
    return f"{grouped(problem.answer)} {problem.answer_unit}".strip()


def _spaced(expression: str) -> str:
    return re.sub(r"(?<=[0-9)%])([-+*/])", r" \1 ", expression)
