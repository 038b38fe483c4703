"""Two answers to one talk: which rows are such, and the messages that they are made of."""

import json
from collections.abc import Mapping
from typing import Any

from seedbed.tools.export.conversation import Conversation, Message, are_messages, read_conversation

_ANSWERS = ("chosen", "rejected")


def as_messages(fields: Mapping[str, Any], roles: Mapping[str, str]) -> dict[str, Any] | None:
    """A row as `prompt`, `chosen` and `rejected` in chat messages, with its `tools`; None: it is no pair.

    Fields with messages are turns, others say one: a prompt, with its context, the user's; an answer the
    assistant's. A context in messages comes before the prompt; text about a prompt in messages is the
    system's.

    Args:
        roles: Field → role, of a row that a recipe describes. Empty: fields have the roles of their names,
            and must be messages.
    """
    if not roles:
        return dict(fields) if _is_pair(fields) else None

    def of(role: str) -> dict[str, Any]:
        # Tools are told to a model beside what is said.
        named = {name: fields.get(name) for name, its in roles.items() if its == role and name != "tools"}
        return {name: value for name, value in named.items() if value not in (None, "", [])}

    if not all(of(role) for role in ("prompt", *_ANSWERS)):
        return None
    given = {**of("context"), **of("prompt")}
    turns = [one for value in given.values() if are_messages(value) for one in value]
    asked = several({name: value for name, value in of("prompt").items() if not are_messages(value)})
    about = several({name: value for name, value in of("context").items() if not are_messages(value)})
    if asked:
        turns.append({"role": "user", "content": f"{asked}\n\n{about}" if about else asked})
    elif about:
        turns.insert(0, {"role": "system", "content": about})
    pair = {"prompt": turns, **{role: _answer(of(role)) for role in _ANSWERS}, "tools": fields.get("tools")}
    return pair if _is_pair(pair) else None


def read_pair(messages: Mapping[str, Any]) -> tuple[Conversation, Message]:
    """The talk of a pair in messages, with the chosen answer at its end, and the rejected answer."""
    chosen, rejected = (
        read_conversation({**messages, "messages": [*messages["prompt"], *messages[name]]})
        for name in _ANSWERS
    )
    return chosen, rejected.messages[-1]


def _is_pair(fields: Mapping[str, Any]) -> bool:
    """Whether there is a `prompt`, and one message of the assistant's in each of `chosen` and `rejected`."""
    answers: list[Any] = [fields.get(name) for name in _ANSWERS]
    return are_messages(fields.get("prompt")) and all(
        are_messages(one) and len(one) == 1 and one[0]["role"] == "assistant" for one in answers
    )


def _answer(given: Mapping[str, Any]) -> list[Any]:
    """The turn of an answer; those that it is given in, whatever they are, stay as they are."""
    if any(are_messages(value) for value in given.values()):
        return [one for value in given.values() for one in (value if are_messages(value) else [value])]
    return [{"role": "assistant", "content": several(given)}]


def several(values: Mapping[str, Any]) -> str:
    """One value as it is; several under their names."""
    said = {name: text_of(value) for name, value in values.items() if value is not None}
    if len(said) == 1:
        return next(iter(said.values()))
    return "\n\n".join(f"{name}: {value}" for name, value in said.items())


def text_of(value: Any) -> str:
    """A text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
