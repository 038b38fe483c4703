"""A turn that says again what its speaker has said."""

from collections.abc import Iterator

from seedbed.tools.curation.duplicates import rouge_l, words
from seedbed.tools.verification.trajectories.faults import Fault, fault
from seedbed.tools.verification.trajectories.messages import Trajectory

ALIKE = 0.9
"""ROUGE-L F from which two turns are nearly equal."""
_LEAST = 6
"""Words of a turn that counts; «Yes, please.» may come twice."""


def repetition_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Turns nearly equal to an earlier one of the same speaker.

    Two turns in which another number, date or identifier stands are not equal: a confirmation has its form.
    """
    said: dict[str, list[tuple[int, list[str], set[str]]]] = {"user": [], "assistant": []}
    for message in trajectory.messages:
        if message.role not in said:
            continue
        own = words(message.text)
        if len(own) < _LEAST:
            continue
        figures = {word for word in own if any(letter.isdigit() for letter in word)}
        for turn, its, held in said[message.role]:
            if figures == held and rouge_l(own, its) >= ALIKE:
                yield fault(message, "repeated", f"it says again what turn {turn} says")
                break
        said[message.role].append((message.turn, own, figures))
