"""What can be wrong with a turn: a closed list of names, each with the check that gives it."""

from dataclasses import dataclass
from typing import Literal

from seedbed.tools.verification.trajectories.messages import Message

Defect = Literal[
    "unknown function",
    "malformed",
    "missing argument",
    "unknown argument",
    "wrong type",
    "value not allowed",
    "value from nowhere",
    "unanswered call",
    "result of no call",
    "out of turn",
    "mark between turns",
    "not reproduced",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    turn: int
    """The message's place in its list, from 0."""
    defect: Defect
    reason: str
    """In a line, beginning with the turn and whose it is."""


def fault(message: Message, defect: Defect, said: str) -> Fault:
    """A fault of a message."""
    return Fault(message.turn, defect, f"turn {message.turn} ({message.role}): {said}")
