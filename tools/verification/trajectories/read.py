"""A trajectory out of a row: {messages, tools} as OpenAI has them.

Also read: content as a list of text parts, `developer` for system, and tool calls without ids (as chat
templates have them), whose results are taken in order.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls.calls import loads, read_call
from seedbed.tools.verification.toolcalls.tools import Tool, read_tools
from seedbed.tools.verification.trajectories.messages import Asked, Message, Trajectory

LONGEST = 20_000
"""Characters of a message that is read, of a result too."""
MOST_MESSAGES = 1_000


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
    """The trajectory of a row. `tools` may be missing, empty or null: then there are none.

    Raises:
        UserFault: it can't be read; names the place, as `messages.3.tool_calls.0`.
    """
    given = row.get("messages")
    if isinstance(given, str):
        try:
            given = loads(given)
        except ValueError as fault:
            raise _wrong(f"not JSON: {fault}", "messages", "give a list of messages") from fault
    if not isinstance(given, list) or not 0 < len(given) <= MOST_MESSAGES:
        said = f"not a list of 1 to {MOST_MESSAGES:,} messages"
        raise _wrong(said, "messages", "give the messages of a talk")
    messages = openai_messages(given)
    if not any(message.role == "assistant" for message in messages):
        raise _wrong("no turn of the assistant", "messages", "give whole talks")
    if long := next((one for one in messages if len(one.text) > LONGEST), None):
        raise _wrong(f"longer than {LONGEST:,} characters", f"messages.{long.turn}", "leave the row out")
    return Trajectory(_tools(row.get("tools")), messages)


def _tools(given: Any) -> tuple[Tool, ...]:
    if given is None or (isinstance(given, list | str) and given in ([], "", "[]")):
        return ()
    try:
        return read_tools(given)
    except (TypeError, ValueError) as fault:
        raise _wrong(f"not tools: {fault}", "tools", "give a list of JSON schemas") from fault


def openai_messages(given: list[Any]) -> tuple[Message, ...]:
    """The messages of OpenAI's.

    Raises:
        UserFault: one isn't a message of this shape; names the place.
    """
    try:
        read = _MESSAGES.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, ("messages", *first["loc"])))
        raise _wrong(first["msg"], place, "give messages as OpenAI has them") from error
    made: list[Message] = []
    waiting: list[str] = []
    for turn, one in enumerate(read):
        parts = one.content if isinstance(one.content, list) else ()
        text = one.content if isinstance(one.content, str) else "\n".join(part.text for part in parts)
        calls = []
        for number, call in enumerate(one.tool_calls or ()):
            if not call.id:
                waiting.append(f"call {turn}.{number}")
            calls.append(Asked(call.id or waiting[-1], read_call(call.model_dump(exclude={"id"}))))
        role = "system" if one.role == "developer" else one.role
        if calls and role != "assistant":
            raise _wrong(f"a message of the {role} makes calls", f"messages.{turn}", "only assistants call")
        if not text.strip() and not calls and role != "tool":
            said = "it neither says nor calls anything"
            raise _wrong(said, f"messages.{turn}", "give `content` or `tool_calls`")
        answers = name = ""
        if role == "tool":
            answers = one.tool_call_id or (waiting.pop(0) if waiting else "")
            name = one.name or ""
        made.append(Message(turn, role, text, tuple(calls), answers, name))
    return tuple(made)


def _wrong(what: str, where: str, step: str) -> UserFault:
    return UserFault(what, where=where, next_step=step)
