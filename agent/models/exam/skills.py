"""The exam's papers: in waves, until each skill is shown or refuted, or the calls are used up.

Shown: the lower Wilson bound reaches the threshold. Refuted: the upper bound is below it. Between the two the
exam doesn't know, and says so. The one list of papers and thresholds; what the tasks ask is in `tasks/`.
"""

import asyncio
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from seedbed.agent.models.deliver import Refused
from seedbed.agent.models.exam.tasks.judging import PAIRS, judging
from seedbed.agent.models.exam.tasks.planning import AT_ONCE, subtopics
from seedbed.agent.models.exam.tasks.sitting import Marks, Sitting, Task
from seedbed.agent.models.exam.tasks.wire import LIKELIHOOD_CALLS, json_schema, likelihood_of_text, tool_calls
from seedbed.memory.errors import AnswerFault
from seedbed.memory.profile import Skill, SkillResult
from seedbed.tools.evaluation.calibration import wilson

MOST_CALLS = 40
"""Requests of one exam, those for quirks and context among them."""
_MOST_MARKS = 12
"""Marks for one skill at most; it is decided before, or it stays open."""
_Z = 1.959964
"""Of the 95 % interval."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Tasks for one skill."""

    skill: Skill
    task: Task
    calls: int = 1
    """Requests of one task at most."""
    marks: int = 1
    """Marks that a task gives."""
    by_schema: bool = False
    """Whether its answers are objects of a schema: not drawn for a model that can't write those."""
    threshold: float = 0.5
    """The share that is asked for. 0.5 is shown by four marks without a failure and refuted by four failures,
    0.6 by six and by three. Higher ones would take more calls than the exam may have."""


SCHEMA = Paper("json_schema", json_schema)
PAPERS: tuple[Paper, ...] = (
    Paper("tool_calls", tool_calls),
    Paper("judging", judging, marks=PAIRS, by_schema=True, threshold=0.6),
    Paper("subtopics", subtopics, calls=2, marks=AT_ONCE, by_schema=True),
    Paper("likelihood", likelihood_of_text, calls=LIKELIHOOD_CALLS),
)
"""After `SCHEMA`, on which most depend; in the order in which they get what is left of the calls."""


@dataclass(slots=True)
class Tally:
    """The marks for one skill so far."""

    threshold: float
    passed: int = 0
    tried: int = 0
    drawn: int = 0
    """Tasks drawn."""
    refused: bool = False
    """Whether the endpoint takes no such request, or the model can't give the form of the answer."""

    @property
    def bounds(self) -> tuple[float, float]:
        """Of the 95 % interval of the share passed."""
        return wilson_bounds(self.passed, self.tried)

    @property
    def shown(self) -> bool:
        return self.bounds[0] >= self.threshold

    @property
    def decided(self) -> bool:
        return self.refused or self.shown or self.bounds[1] < self.threshold

    @property
    def needed(self) -> int:
        """How many further marks, all passed, would show it."""
        more = range(1, _MOST_MARKS + 1)
        enough = (n for n in more if wilson_bounds(self.passed + n, self.tried + n)[0] >= self.threshold)
        return next(enough, _MOST_MARKS)

    @property
    def result(self) -> SkillResult:
        low, high = self.bounds
        return SkillResult(
            passed=self.passed,
            tried=self.tried,
            low=round(low, 4),
            high=round(high, 4),
            threshold=self.threshold,
            able=not self.refused and high >= self.threshold,
            shown=not self.refused and self.shown,
        )


def wilson_bounds(passed: int, tried: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    return wilson(passed / max(tried, 1), tried, _Z)


Tallies = dict[Skill, Tally]


async def examine(sitting: Sitting, refused: Collection[Skill] = ()) -> dict[Skill, SkillResult]:
    """What the model can do, skill by skill.

    Args:
        refused: Skills that need what the endpoint doesn't take; nothing is drawn for them.
    """
    tallies = {
        paper.skill: Tally(paper.threshold, refused=paper.skill in refused) for paper in (SCHEMA, *PAPERS)
    }
    await sit(sitting, (SCHEMA,), tallies)
    for paper in PAPERS:
        tallies[paper.skill].refused |= paper.by_schema and _cannot(tallies[SCHEMA.skill])
    await sit(sitting, PAPERS, tallies)
    return {skill: tally.result for skill, tally in tallies.items()}


def _cannot(tally: Tally) -> bool:
    return tally.decided and not tally.shown


async def sit(sitting: Sitting, papers: Sequence[Paper], tallies: Tallies) -> None:
    """Wave after wave, all papers at once, until nothing is open or no wave can be paid."""
    while wave := _wave(sitting, papers, tallies):
        found = await asyncio.gather(
            *(_one(paper, sitting, number) for paper, number in wave), return_exceptions=True
        )
        # After a fault the others come to their own end: a call on its way is billed, so its answer is kept.
        for one in found:
            if isinstance(one, BaseException):
                raise one
        for paper in dict.fromkeys(paper for paper, _ in wave):
            mine = [one for (other, _), one in zip(wave, found, strict=True) if other is paper]
            _note(tallies[paper.skill], [one for one in mine if not isinstance(one, BaseException)])


def _wave(sitting: Sitting, papers: Sequence[Paper], tallies: Tallies) -> list[tuple[Paper, int]]:
    """The tasks that are drawn next, as many as would show what is open if all were passed."""
    left, wave = MOST_CALLS - sitting.calls, list[tuple[Paper, int]]()
    for paper in papers:
        tally = tallies[paper.skill]
        needed = 0 if tally.decided else math.ceil(tally.needed / paper.marks)
        count = min(needed, math.ceil(_MOST_MARKS / paper.marks) - tally.drawn, left // paper.calls)
        wave += [(paper, tally.drawn + n) for n in range(count)]
        tally.drawn += max(count, 0)
        left -= max(count, 0) * paper.calls
    return wave


async def _one(paper: Paper, sitting: Sitting, number: int) -> Marks | None:
    """The marks of one task; None: the endpoint takes no such request."""
    try:
        return await paper.task(sitting, number)
    except AnswerFault:
        return [False]
    except Refused:
        return None


def _note(tally: Tally, found: Sequence[Marks | None]) -> None:
    for marks in found:
        tally.passed += (marks or ()).count(True)
        tally.tried += len(marks or ()) - (marks or ()).count(None)
    tally.refused |= tally.tried == 0 and all(marks is None for marks in found)
