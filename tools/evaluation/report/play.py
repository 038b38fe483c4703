"""A talk as people read it: a line a message, its calls as they would be written."""

import json
from collections.abc import Iterator, Mapping, Sequence
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
    """What a message calls, each as its name and arguments."""
    return [f"{call['name']}({call['arguments']})" for call in calls_in(message)]


def calls_in(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The calls of a message (`id`, `name`, `arguments`: texts), whatever a model has sent as such."""
    calls = message.get("tool_calls")
    for one in calls if isinstance(calls, (list, tuple)) else ():
        call = one if isinstance(one, Mapping) else {}
        said = call.get("function")
        made = said if isinstance(said, Mapping) else {}
        name, arguments = str(made.get("name") or "unnamed"), text_of(made.get("arguments"))
        yield {"id": str(call.get("id")), "name": name, "arguments": arguments}


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
    shaped = isinstance(value, Mapping) and {"source", "start", "end", "quote"} <= value.keys()
    return shaped and all(isinstance(value[name], int) for name in ("start", "end"))


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
