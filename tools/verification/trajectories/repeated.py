"""A turn that says again what its speaker has said."""

from collections.abc import Iterator
from dataclasses import dataclass

from seedbed.tools.curation.duplicates import rouge_l, words
from seedbed.tools.verification.trajectories.faults import Fault, fault
from seedbed.tools.verification.trajectories.messages import Message, Trajectory

ALIKE = 0.9
"""ROUGE-L F from which two turns are nearly equal."""
_LEAST = 6
"""Words of a turn that counts; «Yes, please.» may come twice."""


def repetition_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Turns nearly equal to an earlier one of the same speaker.

    Two turns in which another number, date or identifier stands are not equal: a confirmation has its form.
    Nor are two answers to results, or a question asked again with a word that the other has just said.
    """
    said: dict[str, list[_Said]] = {"user": [], "assistant": []}
    before: Message | None = None
    for message in trajectory.messages:
        if message.role in said and len(own := words(message.text)) >= _LEAST:
            after = before is not None and before.role == "tool"
            heard = set(words(before.text)) if before is not None and not after else set()
            now = _Said(message.turn, own, after)
            again = (one for one in said[message.role] if _again(now, one, heard))
            if (earlier := next(again, None)) is not None:
                yield fault(message, "repeated", f"it says again what turn {earlier.turn} says")
            said[message.role].append(now)
        before = message


@dataclass(frozen=True, slots=True)
class _Said:
    turn: int
    words: list[str]
    after_result: bool


def _again(now: _Said, earlier: _Said, heard: set[str]) -> bool:
    """Whether a turn says an earlier one again, neither of another result nor with what was just heard."""
    if now.after_result and earlier.after_result:
        return False
    new = set(now.words) - set(earlier.words)
    if new & heard or _figures(now.words) != _figures(earlier.words):
        return False
    return rouge_l(now.words, earlier.words) >= ALIKE


def _figures(said: list[str]) -> set[str]:
    return {word for word in said if any(letter.isdigit() for letter in word)}
