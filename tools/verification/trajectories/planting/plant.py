"""Every way to plant a defect into a right answer, in the one list that is written by hand."""

from collections.abc import Callable, Mapping
from random import Random

from seedbed.tools.verification.trajectories.planting import answers, voices
from seedbed.tools.verification.trajectories.planting.turn import Planted, Turn

Plant = Callable[[Turn, Random], Planted | None]
"""The turn with a defect; None: it bears none of that way."""
PLANTS: Mapping[str, Plant] = {
    "another value": answers.other_value,
    "another name": answers.other_name,
    "another word": answers.other_word,
    "said again": voices.repeated,
    "goes on for the user": voices.goes_on,
}
"""Way → how it is planted."""
