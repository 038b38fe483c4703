"""Texts in the words of a concept and of values of axes, within a length and in a language."""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.simulator.jobs.briefs import polish
from tests.simulator.world.vocabulary import Vocabulary, concept_words, label_words, pool

_FIGURE = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[a-z]{4,}")
_ROOM = 110
"""Characters that a text has beyond the least, where it may be that long."""
_MOST_FIGURES = 12
_FOREIGN = "small talk"


@dataclass(frozen=True, slots=True)
class Voice:
    """What a text is to sound like."""

    draw: random.Random
    concept: Vocabulary
    axes: tuple[Vocabulary, ...]
    language: str
    figures: tuple[str, ...] = ()
    """Figures that it is to hold; none others are in it."""


@cache
def _tongues() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_name("tongues.json").read_text(encoding="utf-8"))
    return found


def _tongue(language: str) -> dict[str, Any]:
    """Frames of a language, or English ones."""
    found: dict[str, Any] = _tongues().get(language[:2].lower(), _tongues()["en"])
    return found


def axis_words(axis: str, value: str) -> Vocabulary:
    """How a value of an axis sounds; the same in every recipe."""
    return label_words(f"{axis} {value}")


def told(voice: Voice, low: int, high: int | None) -> str:
    """One line in whole sentences, or in fewer words where there is room for no sentence.

    Every axis speaks in turn, then nobody; figures stand in a sentence of their own.
    """
    most = high if high is not None else 10**6
    wished = min(most, low + _ROOM)
    frames = list(_tongue(voice.language)["sentences"])
    voice.draw.shuffle(frames)
    text = ""
    if voice.figures:
        frame = _tongue(voice.language)["figures"].replace("{figures}", ", ".join(voice.figures))
        text = filled(frame, voice, *voice.axes[:1])
    if len(text) > most:
        text = " ".join(voice.figures)
    speakers = [*voice.axes] or [label_words(_FOREIGN)]
    turn = 0
    while len(text) < wished or turn < len(voice.axes):
        sentence = filled(frames[turn % len(frames)], voice, speakers[turn % len(speakers)])
        turn += 1
        if len(text) + len(sentence) + 1 <= most:
            text = f"{text} {sentence}".strip()
        elif turn > 12:
            break
    return fitting(text, voice, low, most)


def asked(voice: Voice, low: int, high: int | None) -> str:
    """One question, with a sentence before it where there is room or need."""
    most = high if high is not None else 10**6
    question = filled(voice.draw.choice(_tongue(voice.language)["questions"]), voice, *voice.axes[:1])
    if len(question) > most:
        return fitting("", voice, low, most)
    before = told(voice, max(0, low - len(question) - 1), most - len(question) - 1) if most > 160 else ""
    return f"{before} {question}".strip()


def stock_text(draw: random.Random, concept: str) -> str:
    """A sentence on a concept, by nobody in particular."""
    return filled(draw.choice(_tongue("en")["sentences"]), Voice(draw, concept_words(concept), (), "en"))


def filled(frame: str, voice: Voice, speaker: Vocabulary | None = None) -> str:
    """A frame with its slots filled: things of the concept, the rest of the speaker."""
    speaker = speaker or label_words(_FOREIGN)
    pools = {"thing": voice.concept.things, "trait": speaker.traits, "notion": speaker.notions}
    pools |= {"deed": speaker.deeds, "person": pool("people")}
    return polish(frame.format_map({slot: voice.draw.choice(words) for slot, words in pools.items()}))


def figures_in(texts: Sequence[str]) -> tuple[str, ...]:
    """The figures of texts, each once, in order; none where there are too many to retell."""
    found = tuple(dict.fromkeys(figure for text in texts for figure in _FIGURE.findall(text)))
    return found if len(found) <= _MOST_FIGURES else ()


def edited(text: str, draw: random.Random) -> str:
    """The text with one word changed for another."""
    place = draw.choice(list(_WORD.finditer(text)) or list(re.finditer(r"\S+", text)))
    other = draw.choice([word for word in pool("traits") if word != place.group()])
    return text[: place.start()] + other + text[place.end() :]


def fitting(text: str, voice: Voice, low: int, most: int) -> str:
    """The text made long enough by short sentences, or where none fits by two words."""
    frames = _tongue(voice.language)
    while not text or len(text) < low:
        left = most - len(text) - bool(text)
        briefs = [filled(frame, voice, *voice.axes[:1]) for frame in frames["brief"]]
        free = [one for one in briefs if len(one) <= left]
        more = voice.draw.choice(free or [filled(frames["short"], voice, *voice.axes[:1])])
        text = f"{text} {more}".strip()
    return text[:most].rstrip().ljust(low, "x") if len(text) > most else text
