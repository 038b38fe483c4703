"""ShareGPT's conversations: `from` and `value`, with `function_call` and `observation` for tools.

A `function_call` holds JSON text of a call or of a list of them. Results follow as one observation each, or
as one that is a JSON list with an item for each of several calls.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from seedbed.tools.verification.toolcalls.calls import loads, read_calls
from seedbed.tools.verification.trajectories.messages import Asked, Message, Pairing
from seedbed.tools.verification.trajectories.wrong import kind, wrong

_SAYS: Mapping[str, Any] = {
    "system": "system",
    "human": "user",
    "user": "user",
    "gpt": "assistant",
    "assistant": "assistant",
}
_CALLS = ("function_call", "tool_call")
_RESULTS = ("observation", "tool", "function_response", "tool_response")


def sharegpt_messages(given: list[Any], where: str = "conversations") -> tuple[Message, ...]:
    """The messages.

    Raises:
        UserFault: one isn't a message of this shape; names the place.
    """
    pairing = Pairing()
    return tuple(
        message
        for turn, one in enumerate(given)
        for message in _messages(one, turn, f"{where}.{turn}", pairing)
    )


def _messages(given: Any, turn: int, where: str, pairing: Pairing) -> Iterator[Message]:
    if not isinstance(given, Mapping):
        raise wrong(f"a message is an object, this is {kind(given)}", where, '{"from": …, "value": …}')
    said_by, value = given.get("from"), given.get("value")
    if not isinstance(said_by, str) or said_by not in (*_SAYS, *_CALLS, *_RESULTS):
        known = ", ".join((*_SAYS, _CALLS[0], _RESULTS[0]))
        raise wrong(f"there is no speaker {str(said_by)[:40]!r}", f"{where}.from", f"one of {known}")
    if said_by in _CALLS:
        calls = read_calls(value)
        if isinstance(calls, str) or not calls:
            raise wrong(str(calls or "no call"), f"{where}.value", 'give {"name": …, "arguments": …}')
        asked = (Asked(pairing.asked(turn, number), call) for number, call in enumerate(calls))
        yield Message(turn, "assistant", "", tuple(asked))
        return
    if not isinstance(value, str):
        raise wrong(f"the value is {kind(value)}, not a text", f"{where}.value", "give a text")
    if said_by in _RESULTS:
        for result in _results(value, len(pairing.waiting)):
            yield Message(turn, "tool", result, (), pairing.answered())
        return
    if not value.strip():
        raise wrong("it says nothing", f"{where}.value", "give a text")
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
