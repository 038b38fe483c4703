"""The phrases of `phrases.yaml`: how users open, go on and ask."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FILE = "phrases.yaml"
Phrases = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Bank:
    """What the file holds."""

    manners: Mapping[str, Phrases]
    """Who speaks → how it opens (by the talk's opening), goes on (`next`) and comes to an end (`last`)."""
    told: Phrases
    """Manner → words of a person's description that tell it."""
    asks: Phrases
    """What is asked → wordings."""


def phrases_text() -> str:
    """The file as it stands."""
    return files("seedbed.tools.knowledge.talks").joinpath(FILE).read_text(encoding="utf-8")


@cache
def bank() -> Bank:
    """The file, read once."""
    import yaml

    read = yaml.safe_load(phrases_text())
    return Bank(read["manners"], read["told"], read["asks"])


def manner_of(words: str) -> str:
    """How a person speaks who is described so; "" where the words don't tell."""
    said = set(re.findall(r"[\w-]+", words.lower()))
    return next((manner for manner, tell in bank().told.items() if said & set(tell)), "")
