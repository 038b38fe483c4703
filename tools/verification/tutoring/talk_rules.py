"""What a talk about a lesson may say, message by message; every number and equation is computed.

The student may be wrong in the one place that was planned, and nowhere else; it ends the talk by stating the
problem's answer. The tutor is never wrong, doesn't state the answer, nor a result of the solution, before the
student has, asks something until then, and calls a student's value right or wrong as it is. All by program:
build and audit hold the same messages against the same lesson.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.verification.expression import format_value
from seedbed.tools.verification.grammar import parse
from seedbed.tools.verification.numerals import numbers_in
from seedbed.tools.verification.syntax import numbers_of
from seedbed.tools.verification.tutoring.lesson import Lesson
from seedbed.tools.verification.tutoring.prose_sums import Sum, sums_in
from seedbed.tools.verification.worked import FREE

_SMALL = 12
"""Numbers up to here count things of the talk as well («two steps»)."""
_RIGHT = re.compile(
    "|".join(
        (
            r"(?:^|[.!?]\s+)(?:yes|right|correct|exactly|perfect|well done|spot on|excellent|brilliant"
            r"|(?:great|good|nice)(?: job| work)?)\b(?! (?:so|start|try|idea|question))",
            r"\b(?:that|it|this|\d)(?:['’]s| is| looks) (?:\w+ly |quite )?(?:right|correct)\b",
            r"\byou(?:['’]re| are) (?:\w+ly |quite )?(?:right|correct)\b",
            r"\byou(?:['’]ve| have) got it\b",
            r"\byour (?:\w+ ){1,4}(?:is|are) (?:right|correct)\b",
        )
    ),
    re.I,
)
_WRONG = re.compile(
    r"\bnot (?:quite|yet) (?:right|correct|there|it)\b|\bnot quite\b|\bincorrect\b|\bwrong\b|\bmistaken?\b"
    r"|(?:n['’]t|\bnot) (?:\w+ )?(?:right|correct)\b|\bwent astray\b",
    re.I,
)
_BUT = re.compile(r"\b(?:but|however|though|although|almost|nearly|except|only)\b", re.I)
_PARTLY = re.compile(
    r"\b(?:first|step|part|start|begin\w*|far|until|up to|approach|idea|plan|half|here)\b", re.I
)
"""In a sentence that calls something right: it isn't the student's result."""


@dataclass(slots=True)
class _Heard:
    """What stands in a talk so far."""

    known: set[Fraction]
    """Numbers that anybody may use."""
    solved: bool = False
    """Whether the student has stated the answer."""
    claim: str = ""
    """What the student's last message gives as a result: `right`, `wrong`, or nothing that is told."""
    told: set[Fraction] = field(default_factory=set)
    """Results of the solution that the student has stated."""


def talk_faults(lesson: Lesson, messages: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    """(place among the messages of user and assistant, what is wrong) for each fault, in order.

    Messages of any other role are passed over.
    """
    heard = _Heard(set(FREE) | {seen for value in _given(lesson) for seen in _ways(value)})
    spoken = [one for one in messages if one.get("role") in ("user", "assistant")]
    for number, message in enumerate(spoken):
        text = str(message.get("content") or "")
        if number == 0:
            if not text.startswith(lesson.problem.text):
                yield 0, "the talk doesn't begin with the problem, word for word"
            text = text.removeprefix(lesson.problem.text)
        by_student = message["role"] == "user"
        for fault in (_by_student if by_student else _by_tutor)(text, number, lesson, heard):
            yield number, fault
        heard.known.update(seen for value in numbers_in(text) for seen in _ways(value))


def _given(lesson: Lesson) -> set[Fraction]:
    """The numbers of the problem, and those that its solution brings along («an hour has 3,600 seconds»)."""
    brought: set[Fraction] = set()
    for words, calculation in lesson.problem.steps:
        brought |= {*numbers_in(words), *numbers_of(parse(calculation.rpartition("=")[0]))}
    brought -= {*lesson.results}
    return {*lesson.inputs, *brought}


def unsolved(lesson: Lesson, messages: Sequence[Mapping[str, Any]]) -> str:
    """What is missing at the end of a talk: that the student states the answer, and the tutor replies."""
    said = [str(one.get("content") or "") for one in messages if one.get("role") == "user"]
    if not said or not states(lesson.answer, said[-1].removeprefix(lesson.problem.text)):
        return f"the student's last message doesn't state the answer, {format_value(lesson.answer)}"
    return "" if messages[-1].get("role") == "assistant" else "the tutor doesn't reply to the answer"


def states(value: Fraction, text: str) -> bool:
    """Whether a number stands in a text."""
    return value in numbers_in(text)


def _by_student(text: str, number: int, lesson: Lesson, heard: _Heard) -> Iterator[str]:
    sums, values = sums_in(text), numbers_in(text)
    planned = lesson.slip.value
    for one in sums:
        if one.fault and (one.value is None or one.value != planned):
            yield f"it reckons wrongly where that isn't planned: {one.fault}"
    if number == 0 and planned is not None and planned not in values:
        yield f"the student's own work, with {format_value(planned)}, is missing"
    if number == 0 and lesson.answer in values:
        yield "it states the answer at the beginning"
    yield from _strange(values, sums, lesson, heard)
    new = {one for one in lesson.results if one in values and one not in heard.told}
    if number and planned in values and not new:
        heard.claim = "wrong"
    elif number == 0:
        heard.claim = "wrong" if planned in values else ""
    else:
        heard.claim = "right" if new else ""
    heard.told |= new
    heard.solved = heard.solved or lesson.answer in new


def _by_tutor(text: str, number: int, lesson: Lesson, heard: _Heard) -> Iterator[str]:
    sums, values = sums_in(text), numbers_in(text)
    yield from (f"it reckons wrongly: {one.fault}" for one in sums if one.fault)
    yield from _verdicts(text, lesson, heard)
    if heard.solved:
        return
    if lesson.answer in values or any(one.value == lesson.answer for one in sums):
        yield "it gives the answer away before the student has it"
    for value in dict.fromkeys(lesson.results[:-1]):
        free = value in heard.told or value in lesson.inputs or value <= _SMALL or value in heard.known - FREE
        if value in values and not free:
            yield f"it does a step for the student: {format_value(value)} is for the student to find"
    yield from _strange(values, sums, lesson, heard)
    if "?" not in text:
        yield "it asks the student nothing, though the problem isn't solved"


def _verdicts(text: str, lesson: Lesson, heard: _Heard) -> Iterator[str]:
    """What the tutor calls right or wrong and isn't."""
    said = [text[start:end] for start, end in sentence_spans(text)]
    right = [one for one in said if _RIGHT.search(one) and not _WRONG.search(one)]
    wrong = [one for one in said if _WRONG.search(one)]
    if heard.claim == "wrong" and not wrong:
        for one in right:
            other = any(value in heard.told for value in numbers_in(one)) or _PARTLY.search(one)
            if not other and not _BUT.search(text):
                yield "it calls a wrong result of the student's right"
    if heard.claim == "right" and wrong and not right:
        yield "it calls a right result of the student's wrong"
    for one in wrong:
        values = numbers_in(one)
        if (
            any(value in heard.told for value in values)
            and lesson.slip.value not in values
            and "?" not in one
        ):
            yield "it calls a right result of the student's wrong"


def _strange(values: Sequence[Fraction], sums: Sequence[Sum], lesson: Lesson, heard: _Heard) -> Iterator[str]:
    """Numbers that come from nowhere, a line each."""
    allowed = heard.known | {*lesson.results, *_derived(sums), lesson.slip.value}
    for value in values:
        everyday = abs(value) < 1 and value.denominator <= _SMALL
        if value not in allowed and not everyday:
            yield f"{format_value(value)} is no number of the problem, and nothing comes to it"


def _derived(sums: Sequence[Sum]) -> Iterator[Fraction]:
    """What a message's own right equations come to."""
    for one in sums:
        if one.value is not None and not one.fault:
            yield from _ways(one.value)


def _ways(value: Fraction) -> tuple[Fraction, ...]:
    """A number as it may be said again: itself, a share as a percentage and the other way round."""
    return (value, value / 100, value * 100)
