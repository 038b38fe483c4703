"""A talk as people read it: a line a message, its calls as they would be written."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.tools.checks.inputs import is_messages

TALK_FIELDS = ("messages", "prompt", "chosen", "rejected")
"""Fields of rows that hold messages."""


def play(messages: Sequence[Mapping[str, Any]]) -> str:
    """The messages, a line each; one that holds several lines keeps them."""
    return "\n".join(map(line, messages))


def line(message: Mapping[str, Any]) -> str:
    """One message: who, what it says, what it calls."""
    said = filter(None, (text_of(message.get("content")), *calls_of(message)))
    return f"{message.get('role')}: {' '.join(said)}"


def calls_of(message: Mapping[str, Any]) -> list[str]:
    """What a message calls, each as its name and arguments, whatever a model has sent as such."""
    given = message.get("tool_calls") or ()
    calls = [one.get("function") if isinstance(one, Mapping) else None for one in given]
    inner = [one if isinstance(one, Mapping) else {} for one in calls]
    return [f"{one.get('name', '?')}({text_of(one.get('arguments'))})" for one in inner]


def users_words(row: Mapping[str, Any]) -> str:
    """What the user says in a talk (of a pair: in its prompt), a line a message; empty: the row is none."""
    messages = row.get("messages") or row.get("prompt")
    if not is_messages(messages):
        return ""
    return "\n".join(str(one.get("content")) for one in messages if one["role"] == "user")


def text_of(value: Any) -> str:
    """A text as it is, nothing for None, anything else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def is_passage(value: Any) -> bool:
    """Whether something is a passage of a document, as rows hold it."""
    return isinstance(value, Mapping) and {"source", "start", "end", "quote"} <= value.keys()


def words_of(value: Any) -> str:
    """A value as people and models read it: a passage by its words, several below their documents' names;
    anything else as `text_of` has it."""
    if is_passage(value):
        return text_of(value["quote"])
    if isinstance(value, (list, tuple)) and value and all(map(is_passage, value)):
        return "\n\n".join(f"{text_of(one['source'])}:\n{text_of(one['quote'])}" for one in value)
    return text_of(value)


def telling_words(row: Mapping[str, Any]) -> str:
    """What users say in a row; of a row without a talk its question, or its text, or all of its texts."""
    if spoken := users_words(row):
        return spoken
    texts = {name: value for name, value in row.items() if isinstance(value, str)}
    telling = ("question", "problem", "instruction", "summary", "query", "claim", "text")
    return next((texts[name] for name in telling if name in texts), " ".join(texts.values()))
