"""OpenAI's messages: `role`, `content`, `tool_calls` with ids, `tool_call_id`.

Also read: content as a list of text parts, the older `function_call` and role `function`, `developer` for
system, and tool calls without ids (as chat templates have them), whose results are taken in order.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from seedbed.tools.verification.toolcalls.calls import read_call
from seedbed.tools.verification.trajectories.messages import Asked, Message, Pairing, Role
from seedbed.tools.verification.trajectories.wrong import kind, wrong

_ROLES: Mapping[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}


def openai_messages(given: list[Any], where: str = "messages") -> tuple[Message, ...]:
    """The messages.

    Raises:
        UserFault: one isn't a message of this shape; names the place.
    """
    pairing = Pairing()
    return tuple(_message(one, turn, f"{where}.{turn}", pairing) for turn, one in enumerate(given))


def _message(given: Any, turn: int, where: str, pairing: Pairing) -> Message:
    if not isinstance(given, Mapping):
        raise wrong(f"a message is an object, this is {kind(given)}", where, '{"role": …, "content": …}')
    role = given.get("role")
    if not isinstance(role, str) or role not in _ROLES:
        raise wrong(f"there is no role {str(role)[:40]!r}", f"{where}.role", f"one of {', '.join(_ROLES)}")
    calls = tuple(_calls(given, turn, where, pairing))
    said = _text(given.get("content"), f"{where}.content")
    if calls and _ROLES[role] != "assistant":
        raise wrong(f"a message of the {role} makes calls", where, "only the assistant calls tools")
    if not said.strip() and not calls and _ROLES[role] != "tool":
        raise wrong("it neither says nor calls anything", where, "give `content` or `tool_calls`")
    if _ROLES[role] != "tool":
        return Message(turn, _ROLES[role], said, calls)
    named = given.get("tool_call_id")
    if named is not None and not isinstance(named, str):
        raise wrong(f"the id is {kind(named)}, not a text", f"{where}.tool_call_id", "give the call's id")
    name = given.get("name")
    answers = named or pairing.answered()
    return Message(turn, "tool", said, (), answers, name if isinstance(name, str) else "")


def _calls(given: Mapping[str, Any], turn: int, where: str, pairing: Pairing) -> Iterator[Asked]:
    several = given.get("tool_calls") or []
    if not isinstance(several, list):
        raise wrong(f"`tool_calls` is {kind(several)}, not a list", where, "give a list of calls")
    if given.get("function_call"):
        several = [*several, given["function_call"]]
    for number, one in enumerate(several):
        named = one.get("id") if isinstance(one, Mapping) else None
        if named is not None and not isinstance(named, str):
            place = f"{where}.tool_calls.{number}.id"
            raise wrong(f"the id is {kind(named)}, not a text", place, "give a text")
        yield Asked(named or pairing.asked(turn, number), read_call(one))


def _text(content: Any, where: str) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise wrong(f"the content is {kind(content)}, not a text", where, "give a text or a list of parts")
    parts = []
    for number, part in enumerate(content):
        text = part.get("text") if isinstance(part, Mapping) else part
        if not isinstance(text, str):
            raise wrong("a part that is no text", f"{where}.{number}", "only texts are checked")
        parts.append(text)
    return "\n".join(parts)
