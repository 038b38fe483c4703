"""A talk with tools put together: small talk, the question, calls with their results, the answer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.tools.verification.toolcalls.tools import Tool

OPENINGS = (
    "",
    "",
    "",
    "Can you work this out for me?",
    "Could you help me with this, please?",
    "Please solve this for me.",
    "I keep getting lost here.",
    "This is from my workbook.",
    "Please work this out for me.",
    "I'd like to be sure of this.",
)
"""Before a problem; the empty ones say how often there is none."""
GREETINGS = (
    ("Hi there!", "Hello! What would you like to know?"),
    ("Hello.", "Hello! How can I help you?"),
    ("Good morning!", "Good morning! What can I do for you?"),
    ("Hi, can you help me with something?", "Of course. What is it about?"),
    ("Good afternoon.", "Good afternoon! What do you need?"),
)
"""What a talk may begin with, and its answer: turns that need no tool."""
FAREWELLS = (
    ("Thanks, that's all I needed.", "You're welcome!"),
    ("Great, thank you!", "You're welcome. Have a good day!"),
    ("Perfect, thanks for your help.", "Glad I could help."),
    ("Thank you, that answers it.", "My pleasure."),
    ("Okay, thanks a lot.", "You're welcome. Just ask if you need anything else."),
)
"""What it may end with, and its answer."""


@dataclass(frozen=True, slots=True)
class Called:
    """A call and what the tool answered."""

    name: str
    arguments: Mapping[str, Any]
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the question and its answer, by place in the lists above."""

    opening: int = 0
    greeting: int | None = None
    farewell: int | None = None
    offered: tuple[str, ...] = ()
    """Names of the tools, in their order."""


def messages(
    frame: Frame, question: str, rounds: Sequence[Sequence[Called]], answer: str
) -> list[dict[str, Any]]:
    """The talk as OpenAI's chat messages; the calls of one round stand in one message."""
    said: list[dict[str, Any]] = []
    if frame.greeting is not None:
        said += _exchange(*GREETINGS[frame.greeting])
    said.append({"role": "user", "content": f"{OPENINGS[frame.opening]} {question}".strip()})
    number = 0
    for calls in rounds:
        named = [(f"call_{number + place}", one) for place, one in enumerate(calls)]
        number += len(calls)
        said.append({"role": "assistant", "content": "", "tool_calls": [_call(id, one) for id, one in named]})
        said += [
            {"role": "tool", "tool_call_id": id, "name": one.name, "content": _json(one.result)}
            for id, one in named
        ]
    said.append({"role": "assistant", "content": answer})
    if frame.farewell is not None:
        said += _exchange(*FAREWELLS[frame.farewell])
    return said


def turns(talk: Sequence[Mapping[str, Any]]) -> int:
    """Messages of user and assistant; calls are part of the turn that answers."""
    return sum(one["role"] in ("user", "assistant") and not one.get("tool_calls") for one in talk)


def words_of_user(talk: Sequence[Mapping[str, Any]]) -> str:
    """What the user says, a line a message: what duplicates are told by."""
    return "\n".join(one["content"] for one in talk if one["role"] == "user")


def calls_of(talk: Sequence[Mapping[str, Any]]) -> Iterator[Called]:
    """The calls of a talk with their results, in order.

    Raises:
        ValueError: a call or result that isn't as `messages` makes them.
    """
    results = {one.get("tool_call_id"): str(one.get("content")) for one in talk if one.get("role") == "tool"}
    for message in talk:
        for one in message.get("tool_calls") or ():
            try:
                function = one["function"]
                arguments, result = json.loads(function["arguments"]), json.loads(results[one["id"]])
                yield Called(function["name"], {**arguments}, {**result})
            except (KeyError, TypeError, json.JSONDecodeError) as odd:
                raise ValueError(f"a call without arguments or result: {odd!r}") from odd


def envelope(tools: Sequence[Tool]) -> list[dict[str, Any]]:
    """Tools in OpenAI's envelope."""
    return [
        {
            "type": "function",
            "function": {
                "name": one.name,
                "description": one.description,
                "parameters": dict(one.parameters),
            },
        }
        for one in tools
    ]


def _exchange(user: str, assistant: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]


def _call(id: str, one: Called) -> dict[str, Any]:
    return {"id": id, "type": "function", "function": {"name": one.name, "arguments": _json(one.arguments)}}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
