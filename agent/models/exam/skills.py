"""The exam's papers: in waves, until each skill is shown or refuted, or the calls are used up.

Shown: the lower Wilson bound reaches the threshold. Refuted: the upper bound is below it. Between the two the
exam doesn't know, and says so. The one list of papers and thresholds; what the tasks ask is in `tasks/`.
"""

import asyncio
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from seedbed.agent.models.deliver import Refused
from seedbed.agent.models.exam.tasks.judging import PAIRS, judging
from seedbed.agent.models.exam.tasks.planning import AT_ONCE as TOPICS
from seedbed.agent.models.exam.tasks.planning import subtopics
from seedbed.agent.models.exam.tasks.sitting import Marks, Sitting, Task
from seedbed.agent.models.exam.tasks.wire import (
    LIKELIHOOD_CALLS,
    json_schema,
    likelihood_of_text,
    notes,
    tool_calls,
)
from seedbed.agent.models.exam.tasks.writing import AT_ONCE, keep_label, span_question, wording
from seedbed.memory.errors import AnswerFault
from seedbed.memory.profile import Skill, SkillResult
from seedbed.tools.evaluation.calibration import wilson

MOST_CALLS = 40
"""Requests of one exam, those for the quirks among them."""
_MOST_MARKS = 12
"""Marks for one skill at most; it is decided before, or it stays open."""
_Z = 1.959964
"""Of the 95 % interval."""
_EVEN, _SURE = 0.5, 0.6
THRESHOLDS: Mapping[Skill, float] = {
    "json_schema": _EVEN,
    "tool_calls": _EVEN,
    "logprobs": _EVEN,
    "likelihood": _EVEN,
    "context": _EVEN,
    "wording": _EVEN,
    "span_question": _EVEN,
    "keep_label": _EVEN,
    "subtopics": _EVEN,
    "judging": _SURE,
}
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
    Paper(("subtopics",), subtopics, calls=2, marks=TOPICS, by_schema=True),
    Paper(("likelihood",), likelihood_of_text, calls=LIKELIHOOD_CALLS),
)
"""After `SCHEMA`, on which most depend; in the order in which they get what is left of the calls."""


@dataclass(slots=True)
class Tally:
    """The marks for one skill so far."""

    threshold: float
    passed: int = 0
    tried: int = 0
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


@dataclass(slots=True)
class Progress:
    """How far one exam is."""

    tallies: dict[Skill, Tally] = field(
        default_factory=lambda: {skill: Tally(threshold) for skill, threshold in THRESHOLDS.items()}
    )
    drawn: dict[Skill, int] = field(default_factory=dict)
    """First skill of a paper → tasks drawn of it."""

    def open(self, paper: Paper) -> list[Tally]:
        """Those of its skills that more tasks may decide."""
        return [tally for tally in map(self.tallies.__getitem__, paper.skills) if not tally.decided]


async def examine(sitting: Sitting, refused: Collection[Skill] = ()) -> dict[Skill, SkillResult]:
    """What the model can do, skill by skill.

    Args:
        refused: Skills that need what the endpoint doesn't take; nothing is drawn for them.
    """
    progress = Progress()
    for skill in refused:
        progress.tallies[skill].refused = True
    await sit(sitting, (SCHEMA,), progress)
    schema = progress.tallies["json_schema"]
    for paper in PAPERS:
        if paper.by_schema and schema.decided and not schema.shown:
            for skill in paper.skills:
                progress.tallies[skill].refused = True
    await sit(sitting, PAPERS, progress)
    return {skill: tally.result for skill, tally in progress.tallies.items()}


async def sit(sitting: Sitting, papers: Sequence[Paper], progress: Progress) -> None:
    """Wave after wave, all papers at once, until nothing is open or no wave can be paid."""
    while wave := _wave(sitting, papers, progress):
        tasks = [(paper, number) for paper, numbers in wave for number in numbers]
        for paper, numbers in wave:
            progress.drawn[paper.skills[0]] = numbers.stop
        done = await asyncio.gather(
            *(_one(paper, sitting, number) for paper, number in tasks), return_exceptions=True
        )
        # After a fault the others come to their own end: a call on its way is billed, so its answer is kept.
        for found in done:
            if isinstance(found, BaseException):
                raise found
        _note(progress, [(paper, found) for (paper, _), found in zip(tasks, done, strict=True)])


def _wave(sitting: Sitting, papers: Sequence[Paper], progress: Progress) -> list[tuple[Paper, range]]:
    """The tasks that are drawn next, as many as would show what is open if all were passed."""
    left, wave = MOST_CALLS - sitting.calls, []
    for paper in papers:
        needed = max((tally.needed for tally in progress.open(paper)), default=0)
        first = progress.drawn.get(paper.skills[0], 0)
        most = math.ceil(_MOST_MARKS / paper.marks) - first
        count = min(math.ceil(needed / paper.marks), most, left // paper.calls)
        if count > 0:
            wave.append((paper, range(first, first + count)))
            left -= count * paper.calls
    return wave


async def _one(paper: Paper, sitting: Sitting, number: int) -> Marks | None:
    """The marks of one task; None: the endpoint takes no such request."""
    try:
        return await paper.task(sitting, number)
    except AnswerFault:
        return {paper.skills[0]: [False]}
    except Refused:
        return None


def _note(progress: Progress, done: Sequence[tuple[Paper, Marks | BaseException | None]]) -> None:
    for _, found in done:
        for skill, marks in found.items() if isinstance(found, Mapping) else ():
            tally = progress.tallies[skill]
            tally.passed += marks.count(True)
            tally.tried += len(marks) - marks.count(None)
    for paper in {paper.skills: paper for paper, _ in done}.values():
        answers = [found for other, found in done if other is paper]
        if all(found is None for found in answers):
            for skill in paper.skills:
                progress.tallies[skill].refused |= progress.tallies[skill].tried == 0
