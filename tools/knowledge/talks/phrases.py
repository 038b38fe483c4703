"""The phrases of `phrases.yaml`: how users open, go on and ask, how computed and missing answers are put."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from seedbed.memory.canonical import digest_text

FILE = "phrases.yaml"
Phrases = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Bank:
    """What the file holds."""

    manners: Mapping[str, Phrases]
    """Who speaks → how it opens (by the talk's opening), goes on (`next`, after a question that had no answer
    `unanswered`) and comes to an end (`last`)."""
    told: Phrases
    """Manner → words of a person's description that tell it."""
    asks: Phrases
    """What is asked → wordings."""
    answers: Phrases


def phrases_text() -> str:
    """The file as it stands."""
    return files("seedbed.tools.knowledge.talks").joinpath(FILE).read_text(encoding="utf-8")


@cache
def bank() -> Bank:
    """The file, read once."""
    import yaml

    read = yaml.safe_load(phrases_text())
    return Bank(read["manners"], read["told"], read["asks"], read["answers"])


def manner_of(words: str) -> str:
    """How a person speaks who is described so; "" where the words don't tell."""
    said = set(re.findall(r"[\w-]+", words.lower()))
    return next((manner for manner, tell in bank().told.items() if said & set(tell)), "")


def filled(options: Sequence[str], **gaps: str) -> tuple[str, ...]:
    """Every wording with its gaps filled."""
    return tuple(one.format_map(gaps) for one in options)


def pick(options: Sequence[str], *key: object) -> str:
    """One of some wordings, always the same for a key."""
    return options[int(digest_text(repr(key))[:8], 16) % len(options)]
