"""What can be wrong with a turn: a closed list of names, each with the check that gives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from seedbed.tools.verification.trajectories.messages import Message

Defect = Literal[
    "unknown function",
    "malformed",
    "missing argument",
    "unknown argument",
    "wrong type",
    "value not allowed",
    "unanswered call",
    "result of no call",
    "out of turn",
    "speaks for the other",
    "out of role",
    "unsupported",
    "contradicts a result",
    "success after an error",
    "miscalculated",
    "not reproduced",
    "state forgotten",
    "repeated",
    "persona contradicted",
    "wrong argument",
]
DEFECTS: tuple[Defect, ...] = get_args(Defect)
"""All of them."""
CHECKS: Mapping[str, tuple[Defect, ...]] = {
    "calls": (
        "unknown function",
        "malformed",
        "missing argument",
        "unknown argument",
        "wrong type",
        "value not allowed",
    ),
    "results": ("unanswered call", "result of no call"),
    "roles": ("out of turn", "speaks for the other", "out of role"),
    "answers": ("unsupported", "contradicts a result", "success after an error", "miscalculated"),
    "state": ("not reproduced", "state forgotten"),
    "repetition": ("repeated",),
    "persona": ("persona contradicted",),
    "pairs": ("wrong argument",),
}
"""Check → what it finds. Those of `pairs` take a right answer beside the one in question (`pairs.py`)."""


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
