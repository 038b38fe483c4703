"""A conversation of a row in one normal form. How formats write it is `dialects.py`.

Rows have it as OpenAI's chat messages in `messages`, and the tools that were there in `tools`. Whether a call
is a good one is not asked here: a call that failed is part of a talk.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seedbed.tools.verification.toolcalls.calls import read_call

_ROLES = {"developer": "system", "system": "system", "user": "user", "assistant": "assistant", "tool": "tool"}


@dataclass(frozen=True, slots=True)
class Called:
    """One call of a tool."""

    id: str
    name: str
    arguments: Mapping[str, Any] | str
    """An object; text where what was written is none."""
    text: str
    """The arguments as they were written, or as JSON."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message."""

    role: str
    """system, user, assistant or tool."""
    content: str
    calls: tuple[Called, ...] = ()
    """What an assistant calls beside its words, if any."""
    answers: str = ""
    """Of a tool's result: the id of the call."""
    tool: str = ""
    """Of a tool's result: the tool's name."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A talk, and the tools that were there."""

    messages: tuple[Message, ...]
    tools: tuple[Mapping[str, Any], ...] = ()
    """Functions: `name`, `description`, `parameters` (JSON schema)."""

    @property
    def one_turn(self) -> bool:
        """One question, one answer, no tools; maybe a system's message before them."""
        spoken = [message.role for message in self.messages if message.role != "system"]
        last = self.messages[-1]
        return spoken == ["user", "assistant"] and last.role == "assistant" and not (last.calls or self.tools)


def talk(*turns: tuple[str, str]) -> Conversation:
    """A conversation of plain messages, each a role and what it says."""
    return Conversation(tuple(Message(role, content) for role, content in turns))


def is_conversation(fields: Mapping[str, Any]) -> bool:
    """Whether a row is a conversation already: `messages` in OpenAI's form, one of them the assistant's."""
    given = fields.get("messages")
    return are_messages(given) and any(one["role"] == "assistant" for one in given or ())


def are_messages(given: Any) -> bool:
    """Whether something is a list of chat messages in OpenAI's form."""
    if not isinstance(given, list) or not given:
        return False
    return all(isinstance(one, Mapping) and one.get("role") in _ROLES for one in given)


def read_conversation(fields: Mapping[str, Any]) -> Conversation:
    """The conversation of a row that `is_conversation`.

    Calls without an id get one; results without one are joined to open calls by name, else in order. `tools`
    is a list or JSON text of one, each function in OpenAI's envelope or without; anything else is no tools.
    """
    messages: list[Message] = []
    waiting: list[Called] = []
    made = 0
    for given in fields["messages"]:
        role, content = _ROLES[given["role"]], _text(given.get("content"))
        if role == "tool":
            messages.append(_result(given, content, waiting))
            continue
        calls: list[Called] = []
        for one in (given.get("tool_calls") or ()) if role == "assistant" else ():
            made += 1
            calls.append(_called(one, f"call_{made}"))
        if calls:
            waiting = list(calls)
        messages.append(Message(role, content, tuple(calls)))
    return Conversation(tuple(messages), _tools(fields.get("tools")))


def _called(given: Any, id: str) -> Called:
    read = read_call(given)
    outer = given if isinstance(given, Mapping) else {}
    inner = outer["function"] if isinstance(outer.get("function"), Mapping) else outer
    written = inner.get("arguments")
    if not read.fault and not (isinstance(written, str) and written.strip()):
        written = read.arguments
    text = written if isinstance(written, str) else json.dumps(written or {}, ensure_ascii=False)
    own = outer.get("id")
    return Called(
        own if isinstance(own, str) and own else id,
        read.name,
        text if read.fault else read.arguments,
        text,
    )


def _result(given: Mapping[str, Any], content: str, waiting: list[Called]) -> Message:
    """A result with the call that it answers, which waits no longer."""
    id, name = str(given.get("tool_call_id") or ""), str(given.get("name") or "")
    if id:
        found = next((call for call in waiting if call.id == id), None)
    else:
        found = next((call for call in waiting if call.name == name), waiting[0] if waiting else None)
    if found is None:
        return Message("tool", content, answers=id, tool=name)
    waiting.remove(found)
    return Message("tool", content, answers=found.id, tool=name or found.name)


def _tools(given: Any) -> tuple[Mapping[str, Any], ...]:
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            return ()
    found = [given] if isinstance(given, Mapping) else given if isinstance(given, list) else []
    functions = [one.get("function", one) for one in found if isinstance(one, Mapping)]
    return tuple(one for one in functions if isinstance(one, Mapping))


def _text(content: Any) -> str:
    """Content as one text: parts of a message are joined; a result that is no text is JSON."""
    if content is None or isinstance(content, str):
        return content or ""
    if isinstance(content, list) and all(isinstance(part, Mapping) and "text" in part for part in content):
        return "".join(str(part["text"]) for part in content)
    return json.dumps(content, ensure_ascii=False)
