"""Conversations written by hand, as rows have them."""

from typing import Any

from seedbed.memory.spec import Part
from seedbed.tools.export.rows import ExportRow

WEATHER = {
    "name": "weather",
    "description": "Weather of a place on a day.",
    "parameters": {
        "type": "object",
        "properties": {"place": {"type": "string"}, "day": {"type": "integer", "enum": [0, 1]}},
        "required": ["place"],
    },
}
ADD = {
    "name": "add",
    "description": "Sum of numbers.",
    "parameters": {
        "type": "object",
        "properties": {
            "numbers": {"type": "array", "items": {"type": "number"}},
            "place": {"type": "number", "description": "Decimal place."},
        },
        "required": ["numbers"],
    },
}


def enveloped(tool: dict[str, Any]) -> dict[str, Any]:
    """The tool as OpenAI has it."""
    return {"type": "function", "function": tool}


def call(name: str, arguments: str, id: str) -> dict[str, Any]:
    """A call as OpenAI has it."""
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


PLAIN: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": "You hire out bicycles."},
        {"role": "user", "content": "Is a tandem free?"},
        {"role": "assistant", "content": "Two are. «Big» or «Small»?"},
        {"role": "user", "content": "Big, please."},
        {"role": "assistant", "content": "It is yours at ten."},
    ]
}
ONE_CALL: dict[str, Any] = {
    "messages": [
        {"role": "user", "content": "Rain in Köln tomorrow?"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [call("weather", '{"place": "Köln", "day": 1}', "a1")],
        },
        {"role": "tool", "tool_call_id": "a1", "content": '{"rain": false}'},
        {"role": "assistant", "content": "No, it stays dry."},
        {"role": "user", "content": "And 2 + 2.5?"},
        {"role": "assistant", "content": None, "tool_calls": [call("add", '{"numbers": [2, 2.5]}', "a2")]},
        {"role": "tool", "tool_call_id": "a2", "content": "4.5"},
        {"role": "assistant", "content": "4.5."},
    ],
    "tools": [enveloped(WEATHER), enveloped(ADD)],
}
PARALLEL: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": "You know the weather."},
        {"role": "user", "content": "Ely and Bath?"},
        {
            "role": "assistant",
            "content": "I look at both.",
            "tool_calls": [
                call("weather", '{"place": "Ely"}', "b1"),
                call("weather", '{"place": "Bath"}', "b2"),
            ],
        },
        {"role": "tool", "tool_call_id": "b2", "content": "no such place"},
        {"role": "tool", "tool_call_id": "b1", "content": '{"rain": true}'},
        {"role": "assistant", "content": "It rains in Ely; of Bath I know nothing."},
    ],
    "tools": [enveloped(WEATHER)],
}
SINGLE: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": "Answer in one word."},
        {"role": "user", "content": "Capital of Italy?"},
        {"role": "assistant", "content": "Rome."},
    ]
}
ROLES = {"messages": "messages", "tools": "context"}
TALKS = {"plain": PLAIN, "one call": ONE_CALL, "parallel": PARALLEL, "single": SINGLE}


def row(fields: dict[str, Any], number: int = 0) -> ExportRow:
    """A row with these fields, in a run that has conversations."""
    id = f"{number:016x}"
    part = Part(name="talks", recipe="world-talk", row_roles=ROLES, topic="bikes", rows=9)
    return ExportRow(id, part, {"id": id, **fields}, "supported", id, among_conversations=True)


ROWS = [row(fields, number) for number, fields in enumerate(TALKS.values())]
