"""A trajectory as one value, whatever shape it was stored in, and what can be wrong with a turn of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.verification.toolcalls.tools import Tool

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that an assistant's message makes."""

    id: str
    """Names it within the trajectory; given by the reader where the data has none."""
    call: Call


@dataclass(frozen=True, slots=True)
class Message:
    """One message."""

    turn: int
    """Its place in the list that it was read from, from 0."""
    role: Role
    text: str
    """What it says; of a tool its result, as it stands in the data. Empty: only calls."""
    calls: tuple[Asked, ...] = ()
    """Of an assistant."""
    answers: str = ""
    """Of a tool: the id of the call that this is the result of; empty: none is named."""
    name: str = ""
    """Of a tool: its name, where the data gives one."""


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A talk with the tools that it could use."""

    tools: tuple[Tool, ...]
    messages: tuple[Message, ...]

    def by_name(self) -> Mapping[str, Tool]:
        """Its tools by name."""
        return {tool.name: tool for tool in self.tools}


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
