"""Defects that are planted into solved problems: in the text, in a step, in the way to the answer.

Each is a function like those of `planting.py`. A slipped step and a number that isn't in the text are for the
calculator to find; a wrong operation, carried through to the answer, computes faultlessly and contradicts the
text alone, so that only solvers of the text can find it.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from seedbed.memory.spec import Part

Row = dict[str, Any]
_STEP = re.compile(r"<<([^<>=]+)=([^<>=]+)>>([^\s.]*)")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:\.\d+)?(?![\w])(?![.,]\d)")
_SIGNS: Mapping[str, str] = {"+": "-", "-": "+", "*": "+", "/": "*"}


def slipped_step(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """The result of one calculation is another number; nothing else changes."""
    steps = list(_STEP.finditer(str(row.get("solution", ""))))
    if not steps:
        return None
    step = draw.choice(steps)
    wrong = _other_number(step[2], draw)
    text = str(row["solution"])
    made = f"{text[: step.start()]}<<{step[1]}={wrong}>>{wrong}{text[step.end() :]}"
    return {**row, "solution": made}


def changed_number(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """A number of the text that the solution uses is another one."""
    text, solution = str(row["question"]), str(row.get("solution", ""))
    used = {found.group() for step in _STEP.finditer(solution) for found in _NUMBER.finditer(step[1])}
    found = [number for number in _NUMBER.finditer(text) if number.group() in used]
    if not found:
        return None
    number = draw.choice(found)
    wrong = _other_number(number.group(), draw)
    return {**row, "question": text[: number.start()] + wrong + text[number.end() :]}


def wrong_operation(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """The last calculation has another sign; result and answer follow from it."""
    from fractions import Fraction

    from seedbed.tools.verification.expression import calculate, format_value
    from seedbed.tools.verification.syntax import ExpressionFault

    text = str(row.get("solution", ""))
    steps = list(_STEP.finditer(text))
    if not steps:
        return None
    step = steps[-1]
    for place in draw.sample(range(len(step[1])), len(step[1])):
        if step[1][place] not in _SIGNS or place == 0:
            continue
        changed = step[1][:place] + _SIGNS[step[1][place]] + step[1][place + 1 :]
        try:
            value, was = calculate(changed), calculate(step[2])
        except ExpressionFault:
            continue
        if isinstance(value, Fraction) and value > 0 and value != was:
            said = format_value(value)
            made = f"{text[: step.start()]}<<{changed}={said}>>{said}{text[step.end() :]}"
            return {**row, "solution": made, "answer": said}
    return None


def other_question(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """The text of another problem above this one's solution."""
    return {**row, "question": other["question"]} if other["answer"] != row["answer"] else None


def _other_number(number: str, draw: Random) -> str:
    """Another number of the same form: one digit changed."""
    places = [place for place, sign in enumerate(number) if sign.isdigit()]
    place = draw.choice(places)
    digits = [digit for digit in "123456789" if digit != number[place]]
    return number[:place] + draw.choice(digits) + number[place + 1 :]
