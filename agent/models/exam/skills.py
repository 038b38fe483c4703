"""The exam's papers: in waves, until each skill is shown (the lower Wilson bound reaches the threshold) or
refuted (the upper bound is below it), or the calls are used up."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.models.delivery.faults import Refused
from seedbed.agent.models.delivery.flow import finished
from seedbed.agent.models.exam.door import Sitting
from seedbed.agent.models.exam.tasks import (
    AT_ONCE,
    PAIRS,
    WEIGHED,
    Task,
    json_schema,
    judging,
    keep_label,
    likelihood_of_text,
    notes,
    span_question,
    subtopics,
    tool_calls,
    wording,
)
from seedbed.memory.errors import AnswerFault
from seedbed.memory.profile import SKILLS, Skill, SkillResult
from seedbed.tools.evaluation.calibration import wilson

MOST_CALLS = 40
"""Requests of one exam, those for the quirks among them."""
_MOST_MARKS = 12
"""Marks for one skill at most; it is decided before, or it stays open."""
_Z = 1.959964
"""Of the 95 % interval."""
THRESHOLDS: Mapping[Skill, float] = {**dict.fromkeys(SKILLS, 0.5), "judging": 0.6}
"""The share that is asked for. 0.5 is shown by four marks without a failure and refuted by four failures, 0.6
by six and by three. Higher ones would take more calls than the exam may have."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Tasks of one kind."""

    skills: tuple[Skill, ...]
    """What they tell about."""
    task: Task
    calls: int = 1
    """Requests of one task at most."""
    marks: int = 1
    """Marks that a task gives."""
    by_schema: bool = False
    """Whether its answers are objects of a schema: not drawn for a model that can't write those."""


SCHEMA = Paper(("json_schema",), json_schema)
PAPERS: tuple[Paper, ...] = (
    Paper(("context", "logprobs"), notes),
    Paper(("tool_calls",), tool_calls),
    Paper(("judging",), judging, marks=PAIRS, by_schema=True),
    Paper(("keep_label",), keep_label, calls=2, marks=AT_ONCE // 2, by_schema=True),
    Paper(("wording",), wording, calls=2, marks=AT_ONCE, by_schema=True),
    Paper(("span_question",), span_question, calls=2, marks=AT_ONCE, by_schema=True),
    Paper(("subtopics",), subtopics, marks=AT_ONCE, by_schema=True),
    Paper(("likelihood",), likelihood_of_text, calls=WEIGHED),
)
"""After `SCHEMA`, on which most depend; in the order in which they get what is left of the calls."""

Results = dict[Skill, SkillResult]


def marked(skill: Skill, passed: int = 0, tried: int = 0, *, refused: bool = False) -> SkillResult:
    """What some marks tell of a skill. `refused`: the endpoint takes no such request, or the model can't give
    the form of the answer."""
    low, high = wilson_bounds(passed, tried)
    threshold = THRESHOLDS[skill]
    return SkillResult(
        passed=passed,
        tried=tried,
        low=round(low, 4),
        high=round(high, 4),
        threshold=threshold,
        able=not refused and high >= threshold,
        shown=not refused and low >= threshold,
    )


def wilson_bounds(passed: int, tried: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    return wilson(passed / max(tried, 1), tried, _Z)


def needed(result: SkillResult) -> int:
    """How many further marks, all passed, would show a skill; 0: it is decided."""
    if result.shown or not result.able:
        return 0
    for more in range(1, _MOST_MARKS):
        if wilson_bounds(result.passed + more, result.tried + more)[0] >= result.threshold:
            return more
    return _MOST_MARKS


async def examine(sitting: Sitting, results: Results) -> None:
    """What the model can do, noted in `results`; nothing is drawn for a skill that is refused there."""
    await sit(sitting, (SCHEMA,), results)
    if not results["json_schema"].able:
        unable = [paper.skills[0] for paper in PAPERS if paper.by_schema]
        results |= {skill: marked(skill, refused=True) for skill in unable}
    await sit(sitting, PAPERS, results)


async def sit(sitting: Sitting, papers: Sequence[Paper], results: Results) -> None:
    """Wave after wave until nothing is open or no wave can be paid; noted in `results`."""
    drawn = Counter[Paper]()
    while wave := _wave(sitting, papers, results, drawn):
        done = await finished(_one(paper, sitting, number) for paper, number in wave)
        answers: dict[Paper, list[Any]] = {}
        for (paper, _), found in zip(wave, done, strict=True):
            answers.setdefault(paper, []).append(found)
        for paper, told in answers.items():
            for skill in paper.skills:
                marks = [mark for found in told if found for mark in found.get(skill, ())]
                passed, tried = results[skill].passed + marks.count(True), results[skill].tried
                tried += len(marks) - marks.count(None)
                refused = not tried and all(found is None for found in told)
                if marks or refused:
                    results[skill] = marked(skill, passed, tried, refused=refused)


def _wave(
    sitting: Sitting, papers: Sequence[Paper], results: Results, drawn: "Counter[Paper]"
) -> list[tuple[Paper, int]]:
    """The next tasks, by paper and number: as many as would show what is open if all were passed."""
    left, wave = MOST_CALLS - sitting.calls, list[tuple[Paper, int]]()
    for paper in papers:
        wanted = max(needed(results[skill]) for skill in paper.skills)
        most = math.ceil(_MOST_MARKS / paper.marks) - drawn[paper]
        count = max(0, min(math.ceil(wanted / paper.marks), most, left // paper.calls))
        wave += [(paper, drawn[paper] + n) for n in range(count)]
        drawn[paper] += count
        left -= count * paper.calls
    return wave


async def _one(paper: Paper, sitting: Sitting, number: int) -> Mapping[Skill, Sequence[bool | None]] | None:
    """The marks of one task; None: the endpoint takes no such request."""
    try:
        return await paper.task(sitting, number)
    except AnswerFault:
        return {paper.skills[0]: [False]}
    except Refused:
        return None
