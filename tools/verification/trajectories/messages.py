"""A trajectory as one value, out of a row: {messages, tools} as OpenAI has them.

Also read: content as a list of text parts, `developer` for system, and tool calls without ids (as chat
templates have them), whose results are taken in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls.calls import Call, loads, read_call
from seedbed.tools.verification.toolcalls.tools import Tool, read_tools

LONGEST = 20_000
"""Characters of a message that is read, of a result too."""
MOST_MESSAGES = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    turn: int
    """The message's place in its list, from 0."""
    defect: str
    reason: str
    """In a line, beginning with the turn and whose it is."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message."""

    turn: int
    """Its place in the list that it was read from, from 0."""
    role: Literal["system", "user", "assistant", "tool"]
    text: str
    """What it says; of a tool its result, as it stands in the data. Empty: only calls."""
    calls: tuple[Call, ...] = ()
    """Of an assistant."""
    answers: str = ""
    """Of a tool: the id of the call that this is the result of; empty: none is named."""
    name: str = ""
    """Of a tool: its name, where the data gives one."""

    def fault(self, defect: str, said: str) -> Fault:
        return Fault(self.turn, defect, f"turn {self.turn} ({self.role}): {said}")


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A talk with the tools that it could use."""

    tools: tuple[Tool, ...]
    messages: tuple[Message, ...]


class _Part(BaseModel):
    text: str


class _Call(BaseModel):
    """Whatever stands in it: what is wrong with a call is for its check."""

    model_config = ConfigDict(extra="allow")
    id: str | None = None


class _Message(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[_Part] | None = None
    tool_calls: list[_Call] | None = None
    tool_call_id: str | None = None
    name: str | None = None


_MESSAGES = TypeAdapter(list[_Message])


def read_trajectory(row: Mapping[str, Any]) -> Trajectory:
    """The trajectory of a row. `tools` may be missing, empty or null: then there are none. Raises UserFault:
    it can't be read; names the place, as `messages.3.tool_calls.0`."""
    given = row.get("messages")
    if isinstance(given, str):
        try:
            given = loads(given)
        except ValueError as fault:
            raise _wrong(f"not JSON: {fault}", "messages", "give a list of messages") from fault
    if not isinstance(given, (list, tuple)) or not 0 < len(given) <= MOST_MESSAGES:
        said = f"not a list of 1 to {MOST_MESSAGES:,} messages"
        raise _wrong(said, "messages", "give the messages of a talk")
    messages = openai_messages(given)
    if not any(message.role == "assistant" for message in messages):
        raise _wrong("no turn of the assistant", "messages", "give whole talks")
    if long := next((one for one in messages if len(one.text) > LONGEST), None):
        raise _wrong(f"longer than {LONGEST:,} characters", f"messages.{long.turn}", "leave the row out")
    tools = row.get("tools")
    return Trajectory(() if tools in (None, [], (), "", "[]") else read_tools(tools), messages)


def openai_messages(given: Sequence[Any]) -> tuple[Message, ...]:
    """The messages of OpenAI's. Raises UserFault: one isn't a message of this shape; names the place."""
    try:
        read = _MESSAGES.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, ("messages", *first["loc"])))
        raise _wrong(first["msg"], place, "give messages as OpenAI has them") from error
    made: list[Message] = []
    waiting: list[str] = []
    for turn, one in enumerate(read):
        text = one.content or ""
        text = text if isinstance(text, str) else "\n".join(part.text for part in text)
        calls = []
        for number, call in enumerate(one.tool_calls or ()):
            if not call.id:
                waiting.append(f"call {turn}.{number}")
            calls.append(replace(read_call(call.model_dump(exclude={"id"})), id=call.id or waiting[-1]))
        role = "system" if one.role == "developer" else one.role
        if calls and role != "assistant":
            raise _wrong(f"a message of the {role} makes calls", f"messages.{turn}", "only assistants call")
        if not text.strip() and not calls and role != "tool":
            said = "it neither says nor calls anything"
            raise _wrong(said, f"messages.{turn}", "give `content` or `tool_calls`")
        if role == "tool":
            answers = one.tool_call_id or (waiting.pop(0) if waiting else "")
            made.append(Message(turn, role, text, answers=answers, name=one.name or ""))
        else:
            made.append(Message(turn, role, text, tuple(calls)))
    return tuple(made)


def _wrong(what: str, where: str, step: str) -> UserFault:
    return UserFault(what, where=where, next_step=step)
