"""What a stored answer of a model says: its words, and the JSON object in them."""

import json
from collections.abc import Mapping
from typing import Any

from seedbed.memory.store.protocol import StoredAnswer


def said_text(answer: StoredAnswer) -> str:
    """The words of a stored answer, thought in tags left out."""
    choice = answer.content["choices"][0]
    message = choice.get("message") or {}
    text = str((message.get("content") if message else choice.get("text")) or "")
    if text.lstrip().startswith("<think>"):
        text = text.partition("</think>")[2]
    return text


def said_object(answer: StoredAnswer | None) -> Mapping[str, Any] | None:
    """The JSON object of a stored answer; None: it has none."""
    if answer is None:
        return None
    text = said_text(answer)
    try:
        value, _ = json.JSONDecoder().raw_decode(text[max(text.find("{"), 0) :])
    except (json.JSONDecodeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
