"""Texts in the words of a label and a concept."""

import random

from tests.simulator.jobs.briefs import polish
from tests.simulator.world.vocabulary import (
    Vocabulary,
    concept_words,
    label_words,
    pool,
    sections,
    stem,
)

FOREIGN = "Small talk"
"""The label of a defective text when the prompt names no other."""
STRAY = 0.25
"""Share of the words that belong to no label or concept."""
_STRAY_SLOTS = ("deed", "trait", "notion", "thing2")


def compose(draw: random.Random, label: Vocabulary, concept: Vocabulary) -> str:
    """Sentences in the words of a label and of a concept."""
    count = 3 + draw.randrange(2)
    sentences = _spoken(draw, label, concept, count - 1) if label.says else []
    frames = draw.sample(sections("frames")["frames"], max(0, count - len(sentences)))
    sentences += [fill(frame, draw, label, concept, STRAY) for frame in frames]
    for own in _own_sentences(draw, label, concept):
        sentences.insert(draw.randrange(len(sentences) + 1), own)
    if draw.random() < 0.3:
        sentences.insert(0, draw.choice(sections("frames")["openings other"]))
    return " ".join(sentences)


def fill(frame: str, draw: random.Random, label: Vocabulary, concept: Vocabulary, stray: float) -> str:
    """One frame with its slots filled; `stray` is the share of slots that get a word of nobody's."""
    things = draw.sample(concept.things, 2)
    slots = {
        "deed": draw.choice(label.deeds),
        "trait": draw.choice(label.traits),
        "notion": draw.choice(label.notions),
        "thing": things[0],
        "thing2": things[1],
    }
    for slot in _STRAY_SLOTS:
        if stray and draw.random() < stray:
            slots[slot] = draw.choice(pool(slot.rstrip("2") + "s"))
    return polish(frame.format_map({**slots, **_circumstances(draw)}))


def _spoken(draw: random.Random, label: Vocabulary, concept: Vocabulary, count: int) -> list[str]:
    """Sentences of the label's theme, and one that names two more things of the concept."""
    chosen = draw.sample(label.says, min(count, len(label.says)))
    things = draw.sample(concept.things, len(chosen))
    made = [
        polish(sentence.format_map({"thing": thing, **_circumstances(draw)}))
        for sentence, thing in zip(chosen, things, strict=True)
    ]
    about = draw.choice(sections("frames")["about"])
    one, two = draw.sample([thing for thing in concept.things if thing not in things], 2)
    made.insert(draw.randrange(len(made) + 1), _with_things(about, draw, one, two))
    return made


def _with_things(frame: str, draw: random.Random, one: str, two: str) -> str:
    return polish(frame.format_map({"thing": one, "thing2": two, **_circumstances(draw)}))


def _circumstances(draw: random.Random) -> dict[str, str]:
    frames = sections("frames")
    time, place = draw.choice(frames["times"]), draw.choice(frames["places"])
    return {
        "person": draw.choice(pool("people")),
        "time": time,
        "place": place,
        "time2": time[0].upper() + time[1:],
        "place2": place[0].upper() + place[1:],
        "when": draw.choice(frames["when"]),
        "before": draw.choice(frames["before"]),
        "number": draw.choice(frames["numbers"]),
    }


def _own_sentences(draw: random.Random, label: Vocabulary, concept: Vocabulary) -> list[str]:
    """A sentence with words of the label's definition and theme, one with those of the concept's."""
    of_label = _some(draw, [w for w in label.told if stem(w) not in concept.named], 2)
    of_label += _some(draw, [w for w in label.own if stem(w) not in concept.named], 3 - len(of_label))
    of_concept = _some(draw, [w for w in concept.told if stem(w) not in label.named], 3)
    frames = draw.sample(sections("frames")["own"], 2)
    made = []
    for frame, own in zip(frames, (of_label, of_concept), strict=True):
        if own:
            things = draw.sample(concept.things, 3)
            picked = list(dict.fromkeys([*own, things[2]]))
            rest = " and ".join(picked[1 : max(2, len(picked) - 1)])
            slots = {"own": picked[0], "own2": rest, "thing": things[0], "thing2": things[1]}
            made.append(polish(frame.format_map({**slots, **_circumstances(draw)})))
    return made


def _some(draw: random.Random, words: list[str], count: int) -> list[str]:
    return draw.sample(words, min(count, len(words)))


def stock_text(draw: random.Random, concept: str) -> str:
    """A sentence on a concept that has no label: for records and for chat."""
    voice = label_words(FOREIGN)
    return fill(draw.choice(sections("frames")["frames"]), draw, voice, concept_words(concept), 0.0)
