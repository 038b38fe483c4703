"""The judges' jobs: each answers from the text, by what this server knows of it or by what it shows.

A judge that is not right says something else of the same form; a yes-man approves whatever it reads, a no-man
never does.
"""

import random
from dataclasses import dataclass

from tests.simulator.profiles import Bias
from tests.simulator.wire import Call, Entry, Json
from tests.simulator.world.rows import Rows
from tests.simulator.world.vocabulary import affinity, concept_words, stems

NONE_FITS = 0
"""The number of a concept that isn't listed."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Who judges and with what luck."""

    rows: Rows
    right: bool
    bias: Bias
    draw: random.Random

    def says(self, true: bool) -> bool:
        """What this judge says to something that is so, or isn't."""
        return self.bias == "yes" if self.bias != "none" else true == self.right


def choose_concept(call: Call, bench: Bench) -> Json:
    """The number of the concept that the delimited text belongs to."""
    listed = call.numbered
    if bench.bias == "yes":
        return {"concept": listed[0].number}
    true = _best_concept(call.texts[-1] if call.texts else call.said, listed, bench.rows)
    others = [e.number for e in listed if e.number != true]
    right = bench.says(True) or not others
    return {"concept": true if right else bench.draw.choice(others)}


def _best_concept(text: str, listed: tuple[Entry, ...], rows: Rows) -> int:
    concept = next((held.row.concept or "" for held in rows.of([text])), "")
    for entry in listed:
        if entry.name.casefold() == concept.casefold():
            return entry.number
    shown = stems(text)
    return max(listed, key=lambda e: affinity(shown, concept_words(e.name, e.definition))).number
