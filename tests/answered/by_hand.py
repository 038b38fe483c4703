"""Answering by hand: requests that wait until somebody has answered them, and the commands for that."""

import asyncio
import json
import re
import time

from tests.answered.folder import Folder
from tests.answered.serving import Find, NoAnswer
from tests.answered.wire import Answer, Json, named, schema_of

_LOOK = 0.05
"""Seconds between two looks for an answer; those of `take` are longer."""
_TAKE = 0.3
_ANSWER = re.compile(r"(?m)^=== ([0-9a-f]{10})( tool)?[ \t]*\n")


def by_hand(folder: Folder, timeout: float) -> Find:
    """Answers as they are put into the folder; after `timeout` seconds HTTP 504 says which lacks."""

    async def find(body: Json) -> Answer:
        key = folder.place(body)
        end = time.monotonic() + timeout
        while (answer := folder.answered(key)) is None:
            if time.monotonic() > end:
                raise NoAnswer(504, f"request {key} wasn't answered in {timeout:g} s: {named(body)}")
            await asyncio.sleep(_LOOK)
        return answer

    return find


def take(folder: Folder, most: int, wait: float) -> list[tuple[str, Json]]:
    """Up to so many requests, as soon as there is one; none after so many seconds."""
    end = time.monotonic() + wait
    while True:
        found = folder.claim(most)
        if found or time.monotonic() >= end:
            return found
        time.sleep(_TAKE)


def shown(key: str, body: Json) -> str:
    """A request as whoever answers it reads it."""
    limit = body.get("max_tokens") or body.get("max_completion_tokens")
    stop = f", stop {body['stop']!r}" if body.get("stop") else ""
    lines = [
        f"\n################ REQUEST {key}  (max_tokens {limit}, temperature {body.get('temperature')}{stop})"
    ]
    if body.get("tools"):
        tools = json.dumps(body["tools"], ensure_ascii=False)
        lines.append(f"TOOLS YOU MAY CALL: {tools} tool_choice: {body.get('tool_choice')}")
    if (schema := schema_of(body)) is not None:
        lines.append(f"ANSWER MUST BE JSON FOR: {json.dumps(schema, ensure_ascii=False)}")
    for message in body["messages"]:
        called = message.get("tool_calls")
        extra = f" tool_calls={json.dumps(called, ensure_ascii=False)}" if called else ""
        content = message.get("content") or ""
        said = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        lines.append(f"--- {message.get('role')}{extra}:\n{said}")
    return "\n".join(lines)


def put(folder: Folder, text: str) -> tuple[int, list[str]]:
    """Takes the answers of a text; how many, and what was wrong, a line each.

    Each stands after a line `=== KEY`, or `=== KEY tool` with a JSON list of calls. Whether an answer keeps
    its schema is not looked at: a model's doesn't always either.
    """
    parts = _ANSWER.split(text)
    done = 0
    wrong = ["no line `=== KEY` in it"] if len(parts) < 4 else []
    for key, tool, said in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        try:
            answer = Answer(calls=_calls(said)) if tool else Answer(said.strip("\n"))
        except ValueError as fault:
            wrong.append(f"{key}: {fault}")
            continue
        if fault_said := folder.answer(key, answer):
            wrong.append(f"{key}: {fault_said}")
        else:
            done += 1
    return done, wrong


def _calls(text: str) -> tuple[Json, ...]:
    """Calls of tools.

    Raises:
        ValueError: it is no JSON list of names and arguments.
    """
    try:
        given = json.loads(text)
    except ValueError as fault:
        raise ValueError(f"tool calls are no JSON list: {fault}") from fault
    if not isinstance(given, list) or not given:
        raise ValueError("tool calls are no JSON list")
    for call in given:
        if not isinstance(call, dict) or not isinstance(call.get("name"), str) or "arguments" not in call:
            raise ValueError('a tool call is {"name": …, "arguments": …}')
    return tuple(given)
