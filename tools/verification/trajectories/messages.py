"""A trajectory as one value, whatever shape it was stored in: its tools and its messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Pairing:
    """Calls and results of data without ids, paired in their order while a list is read."""

    waiting: list[str] = field(default_factory=list)

    def asked(self, turn: int, number: int) -> str:
        """An id for a call that has none."""
        made = f"call {turn}.{number}"
        self.waiting.append(made)
        return made

    def answered(self) -> str:
        """The id of the first call without id that has no result yet; empty: there is none."""
        return self.waiting.pop(0) if self.waiting else ""
