"""A problem's steps as a solution text with calculator annotations `<<48/2=24>>`.

It does not know how the steps were found.
"""

import re

from seedbed.tools.offline.problems.problem import Problem

_PLACE = re.compile(r"([£$€]?)\[\]")


def solution(problem: Problem) -> str:
    """One line a step, each with its calculation annotated; the last one comes to the answer."""
    return "\n".join(worked(words, calculation) for words, calculation in problem.steps)


def worked(words: str, calculation: str) -> str:
    """One step: «The loaves cost 3 * 2.40 = £<<3*2.40=7.20>>7.20.»"""
    left, _, result = calculation.rpartition("=")
    return _PLACE.sub(lambda place: f"{spaced(left)} = {place[1]}<<{calculation}>>{result}", words, count=1)


def spaced(expression: str) -> str:
    """An expression with spaces around its signs, to be read."""
    return re.sub(r"(?<=[0-9)%])([-+*/])", r" \1 ", expression)
