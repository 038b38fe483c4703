"""A talk that one call writes: its writer gives what is said, and the row has messages.

The user begins, the two take turns, and the assistant has the last word. Where the writer is shown tools, the
assistant may call them: calls and results are written, too, as OpenAI has them in the row."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from seedbed.agent.role_players.stage import LONGEST, SHORT
from seedbed.memory.errors import AnswerFault
from seedbed.memory.recipe import RecipeField
from seedbed.tools.checks.asked import object_of
from seedbed.tools.checks.inputs import is_messages
from seedbed.tools.verification.toolcalls import loads
from seedbed.tools.verification.trajectories import MARK

_SPEAKERS = ("user", "assistant")
SPEAKER = re.compile(
    r"(?i:\A\W*(?:user|assistant)\W{0,3}:)|^\**(?:User|Assistant)\**:(?=[\s*])", re.MULTILINE
)
"""A turn that begins with whose it is, as talks are shown to models and no row has them, or a line that does:
the other's answer, which nobody asked for."""
_SAYS = {"type": "string", "minLength": 1, "maxLength": LONGEST}
_MADE = {"type": "object"}
_CALL = object_of({"name": {"type": "string", "minLength": 1}, "arguments": _MADE, "result": _MADE})
_CALLS = object_of({"calls": {"type": "array", "items": _CALL, "minItems": 1}})


def turns_field(one: RecipeField, tools: bool) -> RecipeField:
    """A field as its writer gives it: messages as a list of texts, where there are `tools` with calls between
    them; any other as it is."""
    if one.kind != "messages":
        return one
    limits = {**one.value_schema, "minItems": 2} if tools else one.value_schema
    turns = {**limits, "items": {"anyOf": [_SAYS, _CALLS]} if tools else _SAYS}
    schema = {"anyOf": [turns, {"type": "null"}]} if one.nullable else turns
    return one.model_copy(update={"json_schema": schema})


def turns_told(one: RecipeField, tools: bool) -> str:
    """How long a talk may be, in words: an even number of turns, since the assistant ends; with `tools` calls
    and results count, too."""
    schema = one.value_schema
    least, most = (int(schema.get(key, 2)) for key in ("minItems", "maxItems"))
    if not tools:
        least, most = max(2, least + least % 2), most - most % 2
    what = "messages; a turn of calls counts as one, each result in it as another" if tools else "turns"
    told = f"{least} to {most} {what}" if "maxItems" in schema else f"at least {least} {what}"
    return f"{told} (or null)" if one.nullable else told


def messages_of(one: RecipeField, given: Any) -> Any:
    """What a writer gave as the row has it.

    Args:
        one: The field as the row has it.

    Raises:
        AnswerFault: `malformed`: it or a turn says nothing, or what was said before, holds a mark between
        turns or begins with whose it is; calls stand where the assistant hasn't the word, or nothing follows
        them; the user has the last word; with calls there are too few messages, or too many."""
    if one.kind != "messages" or given is None:
        return given

    def wrong(why: str) -> AnswerFault:
        return AnswerFault("malformed", f"{one.name}: {why}")

    turns = [turn for turn in given if isinstance(turn, str)]
    said = [" ".join(turn.split()).casefold() for turn in turns]
    for number, (turn, words) in enumerate(zip(turns, said, strict=True), 1):
        if not words:
            raise wrong(f"turn {number} says nothing")
        if (first := said.index(words) + 1) < number and words.count(" ") >= SHORT:
            raise wrong(f"turn {number} is turn {first} again, word for word")
        if mark := MARK.search(turn) or SPEAKER.search(turn):
            raise wrong(f"turn {number} holds {mark[0]!r}: give what is said, and no more")
    if not given:
        raise wrong("nothing is said")
    if not isinstance(given[0], str):
        raise wrong("it begins with calls; the user is to begin")
    if not isinstance(given[-1], str):
        raise wrong("it ends with calls; the assistant is to say what came of them")
    messages = _messages(given)
    least, most = (one.value_schema.get(key) for key in ("minItems", "maxItems"))
    if messages[-1]["role"] == "user":
        told = f"{len(said)} turns, the first of which is the user's, end with the user's"
        raise wrong(f"{told}; the last is to be the assistant's")
    if len(said) < len(given) and not (least or 0) <= len(messages) <= (most or len(messages)):
        raise wrong(f"{len(messages)} messages with calls and results; {turns_told(one, True)} are wanted")
    return messages


def as_written(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values as a writer gives them: of a talk written at once, what is said and called."""
    return {name: _turns(value) or value if is_messages(value) else value for name, value in row.items()}


def _turns(messages: Sequence[Mapping[str, Any]]) -> list[Any]:
    """What a writer gives of a talk; empty: none would give this one."""
    results = {one.get("tool_call_id"): one["content"] for one in messages if one["role"] == "tool"}
    turns: list[Any] = []
    for one in messages:
        calls = one.get("tool_calls") or ()
        if one["role"] != "tool" and (one["content"] or not calls):
            turns.append(one["content"])
        try:
            made = [
                {
                    "name": call["function"]["name"],
                    "arguments": loads(call["function"]["arguments"]),
                    "result": loads(results[call["id"]]),
                }
                for call in calls
            ]
        except (LookupError, TypeError, ValueError):  # of another form
            return []
        turns += [{"calls": made}] * bool(made)
    return turns if _messages(turns) == list(messages) else []


def _messages(turns: Iterable[Any]) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    called = 0
    for turn in turns:
        after = messages[-1]["role"] if messages else "assistant"
        if isinstance(turn, str):
            messages.append({"role": _SPEAKERS[after != "assistant"], "content": turn.strip()})
            continue
        # What the assistant says before it calls stands in one message with the calls.
        before = messages.pop()["content"] if messages and after == "assistant" else ""
        calls = [(one["name"], _json(one["arguments"]), _json(one["result"])) for one in turn["calls"]]
        messages += turn_of_calls(calls, called, before)
        called += len(turn["calls"])
    return messages


def turn_of_calls(calls: Iterable[tuple[str, str, str]], before: int, said: str) -> list[dict[str, Any]]:
    """A turn of calls (name, arguments, result) with their results; ids are unique in the talk. `before`:
    calls of the talk so far; `said`: with the calls."""
    made, results = [], []
    for number, (name, arguments, result) in enumerate(calls, before):
        identity, function = f"call_{number}", {"name": name, "arguments": arguments}
        made.append({"id": identity, "type": "function", "function": function})
        results.append({"role": "tool", "tool_call_id": identity, "name": name, "content": result})
    return [{"role": "assistant", "content": said, "tool_calls": made}, *results]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
