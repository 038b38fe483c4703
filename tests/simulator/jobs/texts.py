"""A sentence in the words of a concept."""

import random

from tests.simulator.jobs.briefs import polish
from tests.simulator.world.vocabulary import (
    concept_words,
    label_words,
    pool,
    sections,
)

FOREIGN = "Small talk"
"""The label of texts that have none."""


def stock_text(draw: random.Random, concept: str) -> str:
    """A sentence on a concept that has no label: for records and for chat."""
    voice, frames = label_words(FOREIGN), sections("frames")
    frame = draw.choice(frames["frames"])
    things = draw.sample(concept_words(concept).things, 2)
    slots = {
        "deed": draw.choice(voice.deeds),
        "trait": draw.choice(voice.traits),
        "notion": draw.choice(voice.notions),
        "thing": things[0],
        "thing2": things[1],
    }
    time, place = draw.choice(frames["times"]), draw.choice(frames["places"])
    slots |= {
        "person": draw.choice(pool("people")),
        "time": time,
        "place": place,
        "time2": time[0].upper() + time[1:],
        "place2": place[0].upper() + place[1:],
        "when": draw.choice(frames["when"]),
        "before": draw.choice(frames["before"]),
        "number": draw.choice(frames["numbers"]),
    }
    return polish(frame.format_map(slots))
