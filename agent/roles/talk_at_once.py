"""A talk in words that one call writes: its writer gives what is said, and the row has messages.

The user begins, the two take turns, and the assistant has the last word.
"""

from typing import Any

from seedbed.memory.errors import AnswerFault
from seedbed.memory.recipe import RecipeField
from seedbed.tools.checks.inputs import is_messages

_SPEAKERS = ("user", "assistant")


def turns_field(one: RecipeField) -> RecipeField:
    """A field as its writer gives it: messages as a list of texts, any other as it is."""
    if one.kind != "messages":
        return one
    turns = {**one.json_schema, "items": {"type": "string", "minLength": 1}}
    return one.model_copy(update={"json_schema": turns})


def messages_of(one: RecipeField, given: Any) -> Any:
    """What a writer gave as the row has it; what a user says to the assistant's last word is left out.

    Raises:
        AnswerFault: `malformed`: the user has the last word of a talk that can't be shorter.
    """
    if one.kind != "messages":
        return given
    if len(given) % 2:
        if len(given) <= one.json_schema.get("minItems", 2):
            raise AnswerFault("malformed", f"{one.name}: the last of {len(given)} turns is the assistant's")
        given = given[:-1]
    return [{"role": _SPEAKERS[n % 2], "content": said.strip()} for n, said in enumerate(given)]


def turns_of(value: Any) -> Any:
    """A value of a row as its writer gave it: of messages what is said."""
    return [one["content"] for one in value] if is_messages(value) else value
