"""A trajectory out of a row: {messages, tools} as OpenAI has it, or {conversations, tools} of ShareGPT.

Of OpenAI's messages (`role`, `content`, `tool_calls` with ids, `tool_call_id`) also read: content as a list
of text parts, the older `function_call` and role `function`, `developer` for system, and tool calls without
ids (as chat templates have them), whose results are taken in order. ShareGPT has `from` and `value`, with
`function_call` (JSON text of a call or of a list of them) and `observation` for tools; results follow as one
observation each, or as one that is a JSON list with an item for each of several calls.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls.calls import loads, read_call, read_calls
from seedbed.tools.verification.toolcalls.tools import Tool, read_tools
from seedbed.tools.verification.trajectories.messages import Asked, Message, Role, Trajectory

FIELDS = ("messages", "conversations")
"""Either holds the messages."""
LONGEST = 20_000
"""Characters of a message that is read, of a result too."""
MOST_MESSAGES = 1_000
_ROLES: Mapping[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}
_SAYS: Mapping[str, Any] = {
    "system": "system",
    "human": "user",
    "user": "user",
    "gpt": "assistant",
    "assistant": "assistant",
}
_CALLS = ("function_call", "tool_call")
_RESULTS = ("observation", "tool", "function_response", "tool_response")


def read_trajectory(row: Mapping[str, Any]) -> Trajectory:
    """The trajectory of a row. `tools` may be missing, empty or null: then there are none.

    Raises:
        UserFault: it can't be read; names the place, as `messages.3.tool_calls.0`.
    """
    held = [name for name in FIELDS if row.get(name) is not None]
    if len(held) != 1:
        said = "no messages" if not held else "messages twice"
        raise _wrong(said, " and ".join(FIELDS), "give one of the two fields")
    given = _listed(row[held[0]], held[0])
    read = openai_messages if held[0] == "messages" else sharegpt_messages
    messages = read(given)
    if held[0] == "conversations" and isinstance(row.get("system"), str) and row["system"].strip():
        messages = (Message(-1, "system", row["system"]), *messages)
    if not any(message.role == "assistant" for message in messages):
        raise _wrong("no turn of the assistant", held[0], "give whole talks")
    if long := next((one for one in messages if len(one.text) > LONGEST), None):
        raise _wrong(f"longer than {LONGEST:,} characters", f"{held[0]}.{long.turn}", "leave the row out")
    return Trajectory(_tools(row.get("tools")), messages)


def _tools(given: Any) -> tuple[Tool, ...]:
    if given is None or (isinstance(given, list | str) and given in ([], "", "[]")):
        return ()
    try:
        return read_tools(given)
    except UserFault:
        raise
    except (TypeError, ValueError) as fault:
        raise _wrong(f"not tools: {fault}", "tools", "give a list of JSON schemas") from fault


def _listed(given: Any, where: str) -> list[Any]:
    """The messages as a list; JSON text of one is read.

    Raises:
        UserFault: it isn't one, or too long.
    """
    if isinstance(given, str):
        try:
            given = loads(given)
        except ValueError as fault:
            raise _wrong(f"not JSON: {fault}", where, "give a list of messages") from fault
    if not isinstance(given, list) or not 0 < len(given) <= MOST_MESSAGES:
        raise _wrong(f"not a list of 1 to {MOST_MESSAGES:,} messages", where, "give the messages of a talk")
    return given


def _wrong(what: str, where: str, step: str) -> UserFault:
    """A fault of the data at a place."""
    return UserFault(what, where=where, next_step=step)


def _kind(value: Any) -> str:
    """What a JSON value is, for people."""
    names = {str: "a text", bool: "a truth value", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "null" if value is None else "an object")


@dataclass(slots=True)
class _Pairing:
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


# OpenAI --------------------------------------------------------------------------------------------------


def openai_messages(given: list[Any], where: str = "messages") -> tuple[Message, ...]:
    """The messages of OpenAI's.

    Raises:
        UserFault: one isn't a message of this shape; names the place.
    """
    pairing = _Pairing()
    return tuple(_openai(one, turn, f"{where}.{turn}", pairing) for turn, one in enumerate(given))


def _openai(given: Any, turn: int, where: str, pairing: _Pairing) -> Message:
    if not isinstance(given, Mapping):
        raise _wrong(f"a message is an object, this is {_kind(given)}", where, '{"role": …, "content": …}')
    role = given.get("role")
    if not isinstance(role, str) or role not in _ROLES:
        raise _wrong(f"there is no role {str(role)[:40]!r}", f"{where}.role", f"one of {', '.join(_ROLES)}")
    calls = tuple(_calls(given, turn, where, pairing))
    said = _text(given.get("content"), f"{where}.content")
    if calls and _ROLES[role] != "assistant":
        raise _wrong(f"a message of the {role} makes calls", where, "only the assistant calls tools")
    if not said.strip() and not calls and _ROLES[role] != "tool":
        raise _wrong("it neither says nor calls anything", where, "give `content` or `tool_calls`")
    if _ROLES[role] != "tool":
        return Message(turn, _ROLES[role], said, calls)
    named = given.get("tool_call_id")
    if named is not None and not isinstance(named, str):
        raise _wrong(f"the id is {_kind(named)}, not a text", f"{where}.tool_call_id", "give the call's id")
    name = given.get("name")
    answers = named or pairing.answered()
    return Message(turn, "tool", said, (), answers, name if isinstance(name, str) else "")


def _calls(given: Mapping[str, Any], turn: int, where: str, pairing: _Pairing) -> Iterator[Asked]:
    several = given.get("tool_calls") or []
    if not isinstance(several, list):
        raise _wrong(f"`tool_calls` is {_kind(several)}, not a list", where, "give a list of calls")
    if given.get("function_call"):
        several = [*several, given["function_call"]]
    for number, one in enumerate(several):
        named = one.get("id") if isinstance(one, Mapping) else None
        if named is not None and not isinstance(named, str):
            place = f"{where}.tool_calls.{number}.id"
            raise _wrong(f"the id is {_kind(named)}, not a text", place, "give a text")
        yield Asked(named or pairing.asked(turn, number), read_call(one))


def _text(content: Any, where: str) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise _wrong(f"the content is {_kind(content)}, not a text", where, "give a text or a list of parts")
    parts = []
    for number, part in enumerate(content):
        text = part.get("text") if isinstance(part, Mapping) else part
        if not isinstance(text, str):
            raise _wrong("a part that is no text", f"{where}.{number}", "only texts are checked")
        parts.append(text)
    return "\n".join(parts)


# ShareGPT ------------------------------------------------------------------------------------------------


def sharegpt_messages(given: list[Any], where: str = "conversations") -> tuple[Message, ...]:
    """The messages of ShareGPT's conversations.

    Raises:
        UserFault: one isn't a message of this shape; names the place.
    """
    pairing = _Pairing()
    return tuple(
        message
        for turn, one in enumerate(given)
        for message in _sharegpt(one, turn, f"{where}.{turn}", pairing)
    )


def _sharegpt(given: Any, turn: int, where: str, pairing: _Pairing) -> Iterator[Message]:
    if not isinstance(given, Mapping):
        raise _wrong(f"a message is an object, this is {_kind(given)}", where, '{"from": …, "value": …}')
    said_by, value = given.get("from"), given.get("value")
    if not isinstance(said_by, str) or said_by not in (*_SAYS, *_CALLS, *_RESULTS):
        known = ", ".join((*_SAYS, _CALLS[0], _RESULTS[0]))
        raise _wrong(f"there is no speaker {str(said_by)[:40]!r}", f"{where}.from", f"one of {known}")
    if said_by in _CALLS:
        calls = read_calls(value)
        if isinstance(calls, str) or not calls:
            raise _wrong(str(calls or "no call"), f"{where}.value", 'give {"name": …, "arguments": …}')
        asked = (Asked(pairing.asked(turn, number), call) for number, call in enumerate(calls))
        yield Message(turn, "assistant", "", tuple(asked))
        return
    if not isinstance(value, str):
        raise _wrong(f"the value is {_kind(value)}, not a text", f"{where}.value", "give a text")
    if said_by in _RESULTS:
        for result in _results(value, len(pairing.waiting)):
            yield Message(turn, "tool", result, (), pairing.answered())
        return
    if not value.strip():
        raise _wrong("it says nothing", f"{where}.value", "give a text")
    yield Message(turn, _SAYS[said_by], value)


def _results(value: str, waiting: int) -> list[str]:
    if waiting > 1:
        try:
            several = loads(value)
        except ValueError:
            return [value]
        if isinstance(several, list) and len(several) == waiting:
            return [json.dumps(one, ensure_ascii=False) for one in several]
    return [value]
