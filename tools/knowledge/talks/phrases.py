"""The phrases of `phrases.yaml`: how users open, go on and ask, how computed and missing answers are put."""

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
    """Who speaks → how it opens (by the talk's opening), goes on (`next`) and comes to an end (`last`)."""
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
    return Bank(read["manners"], read["asks"], read["answers"])


def filled(options: Sequence[str], **gaps: str) -> tuple[str, ...]:
    """Every wording with its gaps filled."""
    return tuple(one.format_map(gaps) for one in options)


def pick(options: Sequence[str], *key: object) -> str:
    """One of some wordings, always the same for a key."""
    return options[int(digest_text(repr(key))[:8], 16) % len(options)]
