"""The exam of one skill: tasks are drawn until the lower Wilson bound passes its threshold, or can't.

The one list of skills and thresholds. Knows neither what the tasks ask nor where the result goes.
"""

import asyncio
from dataclasses import dataclass

from seedbed.agent.models.deliver import Refused
from seedbed.agent.models.exam_tasks.judging import judging
from seedbed.agent.models.exam_tasks.sitting import Sitting, Task
from seedbed.agent.models.exam_tasks.wire import (
    context,
    json_schema,
    likelihood_of_text,
    logprobs,
    tool_calls,
)
from seedbed.agent.models.exam_tasks.writing import keep_label, span_question, subtopics, wording
from seedbed.memory.errors import AnswerFault
from seedbed.memory.profile import Skill, SkillResult
from seedbed.tools.evaluation.calibration import wilson

MOST_TASKS = 30
"""Tasks of one skill at most; with a threshold of 0.7, five failures end it before."""
_AT_ONCE = 3
_Z = 1.959964
"""Of the 95 % interval."""


@dataclass(frozen=True, slots=True)
class SkillExam:
    """How one skill is examined."""

    skill: Skill
    task: Task
    threshold: float
    """What the lower bound must reach: 0.5 needs four tasks without a failure, 0.6 six, 0.7 nine."""
    by_schema: bool = False
    """Whether its answers are objects of a schema: nothing is drawn for a model that can't write those."""


SKILL_EXAMS: tuple[SkillExam, ...] = (
    SkillExam("json_schema", json_schema, 0.7),
    SkillExam("tool_calls", tool_calls, 0.7),
    SkillExam("logprobs", logprobs, 0.5),
    SkillExam("likelihood", likelihood_of_text, 0.6),
    SkillExam("context", context, 0.5),
    SkillExam("wording", wording, 0.6, by_schema=True),
    SkillExam("span_question", span_question, 0.6, by_schema=True),
    SkillExam("keep_label", keep_label, 0.6, by_schema=True),
    SkillExam("subtopics", subtopics, 0.6, by_schema=True),
    SkillExam("judging", judging, 0.7, by_schema=True),
)


def wilson_low(passed: int, tried: int) -> float:
    """Lower bound of the 95 % interval of a share."""
    return wilson(passed / max(tried, 1), tried, _Z)[0]


def still_needed(passed: int, tried: int, threshold: float) -> int | None:
    """How many further tasks, all passed, would do; 0: passed already; None: the tasks left don't suffice."""
    return next(
        (
            more
            for more in range(MOST_TASKS - tried + 1)
            if wilson_low(passed + more, tried + more) >= threshold
        ),
        None,
    )


async def examine(exam: SkillExam, sitting: Sitting, accepted: bool = True) -> SkillResult:
    """The result of one skill.

    Args:
        accepted: Whether the endpoint takes the parameters that the skill needs; if not, nothing is drawn.
    """
    passed = tried = 0
    refused = not accepted
    while not refused and (wave := still_needed(passed, tried, exam.threshold)):
        # Some at once, for the sake of time; few enough that a model which can't costs little.
        wave = min(wave, _AT_ONCE)
        done = await asyncio.gather(*(_one(exam.task, sitting, tried + n) for n in range(wave)))
        refused = tried == 0 and all(result is None for result in done)
        passed += sum(result is True for result in done)
        tried += len(done)
    if refused:
        passed = tried = 0
    low = wilson_low(passed, tried)
    return SkillResult(
        passed=passed, tried=tried, low=round(low, 4), threshold=exam.threshold, able=low >= exam.threshold
    )


async def _one(task: Task, sitting: Sitting, number: int) -> bool | None:
    """Whether one task was done rightly; None: the endpoint takes no such request."""
    try:
        return await task(sitting, number)
    except AnswerFault:
        return False
    except Refused:
        return None
