"""Pairs of answers: which talks of a request they start from, and how many of them there are."""

import re
from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.planner.rules import scripts
from seedbed.agent.planner.rules.heard import Heard
from seedbed.memory.plan import largest_remainder
from seedbed.memory.task import TALKS, Task

_OF_THEM = re.compile(
    r"\b(?:of|on|for|from) (?:\w+ of )?(?:them|these|those|all|each|it|both)\b", re.IGNORECASE
)
_SHARES = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1}
_SHARE = re.compile(rf"\b({'|'.join(_SHARES)})\b", re.IGNORECASE)
_OF_TASK: dict[Task, re.Pattern[str]] = {
    "dialogues": re.compile(r"\b(?:of|from) (?:the |those |these )?dialog(?:ue)?s\b", re.IGNORECASE),
    "tool_use": re.compile(
        r"\b(?:of|from) (?:the |those |these )?(?:tool|function)[- ](?:use|call)\w*", re.IGNORECASE
    ),
}
"""Task of the talks that pairs are made of → the words that name it."""


def with_talks(parts: Sequence[Heard]) -> list[Heard]:
    """Pairs of answers behind the talks that they start from, with as many rows as are said of those.

    «preference pairs of them» behind several parts of talks are a part for each of those.
    """
    talks = [part for part in parts if part.task in TALKS]
    result: list[Heard] = []
    for part in parts:
        paired = part.task == "preferences"
        result.extend(_paired(part, _started_from(part, parts, talks)) if paired else [part])
    return result


def behind_talks(parts: Sequence[Heard]) -> list[Heard]:
    """The parts with those of pairs that no talks precede at the end."""
    first = next((place for place, part in enumerate(parts) if part.task in TALKS), len(parts))
    early = [part for part in parts[:first] if part.task == "preferences"]
    return [*(part for part in parts if part not in early), *early]


def _started_from(part: Heard, parts: Sequence[Heard], talks: Sequence[Heard]) -> Sequence[Heard]:
    """The talks that a part of pairs speaks of: those it names, those before it, or those behind it."""
    before = [talk for talk in talks if parts.index(talk) < parts.index(part)] or talks[:1]
    for task, words in _OF_TASK.items():
        if words.search(part.text) and (of := [talk for talk in before if talk.task == task]):
            return of
    named = {one.way for one in scripts.scripts_in(part.text)}
    if of := [talk for talk in before if talk.way and talk.way in named]:
        return of[:1]
    return before if not part.text or _OF_THEM.search(part.text) else before[-1:]


def _paired(part: Heard, talks: Sequence[Heard]) -> list[Heard]:
    if not talks:
        return [part]
    asked = [q for q in part.questions if q.matter == "rows" and q.decided]
    rows, of, said = part.rows, sum(talk.rows or 0 for talk in talks), part.said
    if asked and of:
        share = _SHARE.search(part.text)
        rows = max(1, round(of * (_SHARES[share[1].lower()] if share else 1)))
        said = (*said, f"{rows} pairs, of the {of} rows of {' and '.join(talk.name for talk in talks)}")
        part = replace(part, questions=tuple(q for q in part.questions if q not in asked))
    if len(talks) == 1 or rows is None or rows < len(talks):
        return [replace(part, rows=rows, of=talks[-1].name, topic=talks[-1].topic, said=said)]
    shares = largest_remainder(rows, [float(talk.rows or 1) for talk in talks])
    told = ", ".join(f"{n} of {talk.name}" for n, talk in zip(shares, talks, strict=True))
    made = [
        replace(part, name=f"{part.name}-{talk.name}"[:40], rows=n, of=talk.name, topic=talk.topic, said=())
        for n, talk in zip(shares, talks, strict=True)
        if n
    ]
    return [replace(made[0], said=(*said, f"pairs: {told}")), *made[1:]]
