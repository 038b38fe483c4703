"""Defects that are planted into right talks: one message of it is spoilt, and the talk looks right otherwise.

Each is a function like those of `planting.py`. Who speaks, what is repeated and what contradicts a result is
for the checks of turns to find; an answer to another question may take the judge.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part

Row = dict[str, Any]
_WORDS = 6
"""Words that a message must have to be told from another."""
_SERVICE = (
    "Happy to help! Could you tell me a little more, so that I can look it up for you?",
    "As an AI assistant I can help you with that. What else would you like to know?",
    "I have noted that for you. Is there anything else that I can help you with today?",
)


def as_the_assistant(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """A message of the user, not the first, is what an assistant would say."""
    places = [n for n, one in enumerate(row["messages"]) if one["role"] == "user"][1:]
    return _said(row, draw.choice(places), draw.choice(_SERVICE)) if places else None


def for_the_user(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """The assistant goes on for the user, in the same message."""
    return _planted("goes on for the user")(row, other, part, draw)


def said_again(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """The assistant says once more what it said before, whatever was asked."""
    return _planted("said again")(row, other, part, draw)


def answer_of_another(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """An answer of the assistant is from a talk about something else."""
    theirs = [text for _, text in _answers(other) if len(text.split()) >= _WORDS]
    mine = [place for place, text in _answers(row) if len(text.split()) >= _WORDS]
    return _said(row, draw.choice(mine), draw.choice(theirs)) if mine and theirs else None


def _planted(way: str) -> Callable[[Row, Row, Part, Random], Row | None]:
    """A defect of an answer as `tools/verification/trajectories/planting` plants it."""

    def plant(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
        from seedbed.tools.verification.trajectories.planting.plant import PLANTS
        from seedbed.tools.verification.trajectories.planting.turn import turn_of

        places = [place for place, _ in _answers(row)]
        for place in draw.sample(places, len(places)):
            try:
                made = PLANTS[way](turn_of(row, place), draw)
            except UserFault:
                return None
            if made is not None and dict(made.said) != dict(row["messages"][place]):
                messages = [*row["messages"][:place], dict(made.said), *row["messages"][place + 1 :]]
                return {**row, "messages": messages}
        return None

    return plant


def _answers(row: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Place and words of each message in which the assistant says something and calls nothing."""
    return [
        (place, str(one["content"]))
        for place, one in enumerate(row["messages"])
        if one["role"] == "assistant" and one.get("content") and not one.get("tool_calls")
    ]


def _said(row: Row, place: int, text: str) -> Row:
    messages = [dict(one) for one in row["messages"]]
    messages[place]["content"] = text
    return {**row, "messages": messages}


ACTED = {
    "user speaks as the assistant": as_the_assistant,
    "assistant goes on for the user": for_the_user,
    "said again": said_again,
    "another talk's answer": answer_of_another,
    "another value than the result": _planted("another value"),
    "another name than the result": _planted("another name"),
    "another word than the record": _planted("another word"),
}
"""Kinds for talks with tools: the last three say in the answer what the result doesn't."""
