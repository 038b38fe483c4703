"""Defects that are planted into right talks with tools: those of the check that reads talks, and an answer
from another talk.

Each is a function like those of `planting.py`.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from seedbed.memory.spec import Part
from seedbed.tools.checks.reading.spoilt_talks import WAYS, answers_of

Row = dict[str, Any]
_WORDS = 6
"""Words that a message must have to be told from another."""


def answer_of_another(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """An answer of the assistant is from a talk about something else."""
    theirs = [text for _, text in answers_of(other["messages"]) if len(text.split()) >= _WORDS]
    mine = [place for place, text in answers_of(row["messages"]) if len(text.split()) >= _WORDS]
    if not mine or not theirs:
        return None
    messages = [dict(one) for one in row["messages"]]
    messages[draw.choice(mine)]["content"] = draw.choice(theirs)
    return {**row, "messages": messages}


def _planted(way: str) -> Callable[[Row, Row, Part, Random], Row | None]:
    def plant(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
        made: list[Mapping[str, Any]] | None = WAYS[way](row["messages"], draw)
        return {**row, "messages": made} if made is not None else None

    return plant


ACTED = {"another talk's answer": answer_of_another, **{way: _planted(way) for way in WAYS}}
"""Kinds for talks with tools."""
