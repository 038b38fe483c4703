"""Every way to plant a defect into a right turn, in the one list that is written by hand."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random
from typing import Any

from seedbed.memory.canonical import digest
from seedbed.tools.verification.trajectories.planting import answers, calls, invented, of_documents, voices
from seedbed.tools.verification.trajectories.planting.turn import Planted, Row, Turn, pair_of, turn_of

Plant = Callable[[Turn, Random], Planted | None]
"""The turn with a defect; None: it bears none of that way."""
PLANTS: Mapping[str, Plant] = {
    **{f"call: {one}": partial(calls.plant_by_schema, defect=one) for one in calls.BY_SCHEMA},
    "call: another value than asked for": calls.wrong_argument,
    "call: made instead of asking": calls.called_too_early,
    "call: answered without": invented.without_looking,
    "another value": answers.other_value,
    "another name": answers.other_name,
    "another word": answers.other_word,
    "former value": answers.former_value,
    "denied record": invented.not_there,
    "slipped sum": answers.miscalculated,
    "invented addition": invented.addition,
    "success after an error": invented.success,
    "another record's answer": invented.another_answer,
    "volunteered fact": of_documents.volunteered,
    "statement denied": of_documents.denied,
    "opposite word": of_documents.opposite,
    "refused though it stands there": of_documents.refused,
    "answered though it stands nowhere": of_documents.made_up,
    "said again": voices.repeated,
    "goes on for the user": voices.goes_on,
    "user's words": voices.echoes,
}
"""Way → how it is planted."""
SHARES: Mapping[str, float] = {
    "refused though it stands there": 0.5,
    "said again": 0.5,
    "goes on for the user": 0.5,
    "user's words": 0.2,
}
"""Ways that are taken less often than the others, as they are easily told from right answers."""


def planted_pair(
    row: Row, place: int, way: str, texts: Sequence[str] = (), material: Sequence[str] = ()
) -> dict[str, Any] | None:
    """A message of a right talk and the same with a defect: {prompt, chosen, rejected, tools, fits}.

    A function of its arguments alone. `fits` says what the checks may call the defect. None: the turn bears
    none of that way.

    Args:
        row: {messages, tools}.
        place: Of the assistant's message among its `messages`.
        texts: Passages of documents that the message's claims stand in.
        material: What stands around them.
    """
    draw = Random(f"{digest(dict(row))}/{place}/{way}")
    made = PLANTS[way](turn_of(row, place, texts, material), draw)
    if made is None or dict(made.said) == dict(row["messages"][place]):
        return None
    return {**pair_of(row, place), "rejected": [dict(made.said)], "fits": made.fits}
