"""A claim held against a passage: from the two texts alone, by words and figures."""

import re

from tests.simulator.jobs.passages import sentences
from tests.simulator.world.vocabulary import stems

UNSURE, WRONG = "not said", "contradicted"
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_ALL, _MOST, _SOME = 0.9, 0.6, 0.4
"""Shares of a claim's stems that a sentence must hold."""


def read_claim(passage: str, claim: str) -> tuple[str, str]:
    """The deciding sentence (empty if there is none) and the verdict."""
    wanted, figures = stems(_FIGURE.sub("", claim)), set(_FIGURE.findall(claim))
    told = {place: stems(place) for place in sentences(passage) or passage.splitlines()}
    best = max(told, key=lambda place: len(wanted & told[place]), default="")
    share = len(wanted & told.get(best, frozenset())) / max(1, len(wanted))
    if share < _SOME:
        return "", UNSURE
    if figures <= set(_FIGURE.findall(best)):
        return best, "supported" if share >= _ALL else UNSURE
    return best, WRONG if share >= _MOST else UNSURE
