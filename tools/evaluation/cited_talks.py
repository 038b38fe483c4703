"""Talks whose assistant states what documents say: how its claims and readings are numbered.

Build and audit number alike: claims and readings of one asking of a turn have numbers of their own, so that a
turn that was asked again is judged anew, and the audit finds what belongs to the turn that stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_ASKINGS, _CLAIMS = 10, 100
PASSAGES = "passages"
"""Note of a candidate: for each turn of the assistant, the places (source's hash, start, end) that it was
held against."""


def first_claim(turn: int, asked: int) -> int:
    """Number of the first claim of a turn (from 1) that was asked again so many times."""
    return (turn * _ASKINGS + asked) * _CLAIMS


def first_reading(turn: int, asked: int) -> int:
    """Draw of the first reading that goes with what a turn says isn't in the documents."""
    return first_claim(turn, asked)


def numbers_of_turn(turn: int, index: int) -> Iterator[int]:
    """The numbers that a claim (or reading) of a turn may have, by its place in it: one for each asking."""
    return (first_claim(turn, asked) + index for asked in range(_ASKINGS))


def answers_of(messages: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str, str]]:
    """(turn from 1, what the user said before, what the assistant says) for each of its turns."""
    spoken = [one for one in messages if one.get("role") in ("user", "assistant")]
    for place, one in enumerate(spoken):
        if one["role"] == "assistant" and place:
            yield place + 1, str(spoken[place - 1].get("content") or ""), str(one.get("content") or "")


def question_in_context(before: str, said: str) -> str:
    """A user's message as a question to a reader who hasn't heard the talk.

    Args:
        before: What the assistant said last; empty: nothing yet.
    """
    return f"Before: “{before}”\n{said}" if before else said
