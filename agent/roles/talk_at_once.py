"""A talk in words that one call writes: its writer gives what is said, and the row has messages.

The user begins, the two take turns, and the assistant has the last word."""

from collections.abc import Mapping
from typing import Any

from seedbed.agent.role_players.stage import LONGEST, SHORT
from seedbed.memory.errors import AnswerFault
from seedbed.memory.recipe import RecipeField
from seedbed.tools.checks.inputs import is_messages

_SPEAKERS = ("user", "assistant")


def turns_field(one: RecipeField) -> RecipeField:
    """A field as its writer gives it: messages as a list of texts, any other as it is."""
    if one.kind != "messages":
        return one
    turns = {**one.value_schema, "items": {"type": "string", "minLength": 1, "maxLength": LONGEST}}
    schema = {"anyOf": [turns, {"type": "null"}]} if one.nullable else turns
    return one.model_copy(update={"json_schema": schema})


def turns_told(one: RecipeField) -> str:
    """How many turns a talk may have, in words: an even number, since the assistant ends."""
    schema = one.value_schema
    least, most = (int(schema.get(key, 2)) for key in ("minItems", "maxItems"))
    least, most = max(2, least + least % 2), most - most % 2
    told = f"{least} to {most} turns" if "maxItems" in schema else f"at least {least} turns"
    return f"{told} (or null)" if one.nullable else told


def messages_of(one: RecipeField, given: Any) -> Any:
    """What a writer gave as the row has it; what a user says to the assistant's last word is left out.

    Raises:
        AnswerFault: `malformed`: a turn says nothing, or what was said before; or the user has the last word
        of a talk that can't be shorter."""
    if one.kind != "messages" or given is None:
        return given
    said = [" ".join(turn.split()).casefold() for turn in given]
    for number, words in enumerate(said, 1):
        if not words:
            raise AnswerFault("malformed", f"{one.name}: turn {number} says nothing")
        if (first := said.index(words) + 1) < number and words.count(" ") >= SHORT:
            raise AnswerFault("malformed", f"{one.name}: turn {number} is turn {first} again, word for word")
    if len(given) % 2:
        if len(given) <= one.value_schema.get("minItems", 2):
            why = f"{len(given)} turns end with the user's; the last is to be the assistant's"
            raise AnswerFault("malformed", f"{one.name}: {why}")
        given = given[:-1]
    return [{"role": _SPEAKERS[n % 2], "content": turn.strip()} for n, turn in enumerate(given)]


def as_written(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values as a writer gives them: of a talk in words, whose user begins, what is said."""
    return {
        name: [one["content"] for one in value] if _alternates(value) else value
        for name, value in row.items()
    }


def _alternates(value: Any) -> bool:
    return is_messages(value) and all(
        one.keys() == {"role", "content"} and one["role"] == _SPEAKERS[n % 2] for n, one in enumerate(value)
    )
