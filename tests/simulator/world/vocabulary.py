"""The words of labels and concepts: drawn by the hash of their names, so that a text shows what it is about.

A label has deeds, traits and notions of its own, a concept has things, in runs of neighbours of the word
files, which are ordered so that neighbours are alike (static embeddings see a label too). Labels and
concepts draw from separate pools and can't be taken for each other. Nothing here depends on the server's
seed or on earlier requests: what one server wrote, another one recognises.
"""

import random
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
LABEL_SHARE = {"deeds": 7, "traits": 8, "notions": 7}
"""How many words of each pool a label has."""
CONCEPT_RUNS = 2
CONCEPT_THINGS = 16
"""How many things a concept has, in so many runs."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a label or a concept sounds like."""

    name: str
    deeds: tuple[str, ...]
    traits: tuple[str, ...]
    notions: tuple[str, ...]
    things: tuple[str, ...]
    sounds: frozenset[str]
    """Stems of its words, those of its name and of its definition among them."""


def words(text: str) -> list[str]:
    """The words of a text, lower case, in order."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A crude stem, equal for the inflections that matter here (`charged`, `charges`, `charge`)."""
    for ending in ("ingly", "edly", "ing", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] in "ey" else word


def stems(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    return frozenset(stem(w) for w in words(text) if w not in _IDLE)


@cache
def pool(name: str) -> tuple[str, ...]:
    """One of the word files: things, deeds, traits, notions, people, idle."""
    return tuple((FOLDER / "words" / f"{name}.txt").read_text(encoding="utf-8").split())


_IDLE = frozenset(pool("idle"))


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """A file of lines under `# section` heads."""
    found: dict[str, list[str]] = {}
    head = ""
    for line in (FOLDER / "words" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            head = line[2:]
        elif line.strip():
            found.setdefault(head, []).append(line.strip())
    return {k: tuple(v) for k, v in found.items()}


@lru_cache(maxsize=8192)
def label_words(name: str) -> Vocabulary:
    """A label's vocabulary; the drawn words depend on the name alone."""
    draw = random.Random(f"label {_plain(name)}")
    return _vocabulary(name, "", {kind: _run(draw, kind, share) for kind, share in LABEL_SHARE.items()})


@lru_cache(maxsize=8192)
def concept_words(name: str, inside: str = "") -> Vocabulary:
    """A concept's vocabulary; the drawn words depend on the name alone."""
    draw = random.Random(f"concept {_plain(name)}")
    things: dict[str, None] = {}
    while len(things) < CONCEPT_THINGS:
        things |= dict.fromkeys(_run(draw, "things", CONCEPT_THINGS // CONCEPT_RUNS))
    return _vocabulary(name, inside, {"things": tuple(things)[:CONCEPT_THINGS]})


def _run(draw: random.Random, kind: str, length: int) -> tuple[str, ...]:
    """Neighbours in a word file, from anywhere."""
    found = pool(kind)
    start = draw.randrange(len(found) - length)
    return found[start : start + length]


def _plain(name: str) -> str:
    return " ".join(words(name.replace("_", " ").replace("-", " ")))


def _vocabulary(name: str, definition: str, picked: dict[str, tuple[str, ...]]) -> Vocabulary:
    pools = {kind: picked.get(kind, ()) for kind in ("deeds", "traits", "notions", "things")}
    drawn = frozenset(stem(word) for chosen in picked.values() for word in chosen)
    return Vocabulary(name, **pools, sounds=drawn | stems(definition) | stems(_plain(name)))


def affinity(text: frozenset[str], of: Vocabulary) -> int:
    """How much a text (its stems) sounds like a label or concept; 0: not at all."""
    return len(text & of.sounds)
