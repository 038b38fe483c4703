"""The words of labels and concepts: drawn by the hash of their names, so that a text shows what it is about.

A label has deeds, traits and notions of its own, a concept has things, in runs of neighbours of the word
files, which are ordered so that neighbours are alike (static embeddings see a label too). Labels and
concepts draw from separate pools and can't be taken for each other. Names that touch a known theme (refund,
sports, positive, …) get its real words as well. Nothing here depends on the server's seed or on earlier
requests: what one server wrote, another one recognises.
"""

import json
import random
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
LABEL_SHARE = {"deeds": 7, "traits": 8, "notions": 7}
"""How many words of each pool a label has."""
CONCEPT_RUNS = 2
CONCEPT_THINGS = 16
"""How many things a concept has, in so many runs."""
_SLOT = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a label or a concept sounds like."""

    name: str
    deeds: tuple[str, ...]
    traits: tuple[str, ...]
    notions: tuple[str, ...]
    things: tuple[str, ...]
    drawn: frozenset[str]
    """Stems of the words drawn for it."""
    themed: frozenset[str]
    """Stems of its theme's words."""
    spoken: frozenset[str]
    """Stems of its theme's sentences."""
    defined: frozenset[str]
    """Stems of its definition's words."""
    named: frozenset[str]
    """Stems of its name."""


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
    """One of the word files: things, deeds, traits, notions, people, idle, function."""
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


@dataclass(frozen=True, slots=True)
class _Theme:
    """A meaning that many labels have under one name or another."""

    keys: frozenset[str]
    words: tuple[str, ...]
    """Words for texts of its own."""
    recognised: tuple[str, ...]
    """Further words by which other people's texts are told."""
    says: tuple[str, ...]


_NO_THEME = _Theme(frozenset(), (), (), ())


@cache
def _themes() -> tuple[_Theme, ...]:
    raw = json.loads((FOLDER / "themes.json").read_text(encoding="utf-8"))
    return tuple(
        _Theme(
            frozenset(stem(w) for key in theme["keys"] for w in words(key) if w not in _IDLE),
            tuple(theme["words"]),
            tuple(theme.get("recognised", ())),
            sections("says").get(name, ()),
        )
        for name, theme in raw.items()
    )


def _theme_of(named: Collection[str], defined: Collection[str]) -> _Theme:
    """The theme that the name touches, else the one that the definition touches twice or more, else none."""
    best = max(_themes(), key=lambda theme: len(theme.keys.intersection(named)))
    if best.keys.intersection(named):
        return best

    def touched(theme: _Theme) -> int:
        return len(theme.keys.intersection(defined)) + len(stems(" ".join(theme.words)).intersection(defined))

    best = max(_themes(), key=touched)
    return best if touched(best) > 1 else _NO_THEME


@cache
def _theme_stems() -> tuple[frozenset[str], ...]:
    """Per theme the stems of all its words and sentences."""
    said = (" ".join((*theme.words, *(_SLOT.sub("", line) for line in theme.says))) for theme in _themes())
    return tuple(stems(text) for text in said)


def theme_profile(shown: frozenset[str]) -> tuple[int, ...]:
    """How many stems a text shares with each theme, in the themes' order."""
    return tuple(len(shown & theme) for theme in _theme_stems())


@lru_cache(maxsize=8192)
def label_words(name: str, definition: str = "") -> Vocabulary:
    """A label's vocabulary; the drawn words depend on the name alone."""
    draw = random.Random(f"label {_plain(name)}")
    picked = {kind: _run(draw, kind, share) for kind, share in LABEL_SHARE.items()}
    return _vocabulary(name, definition, picked)


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
    named = frozenset(stem(w) for w in words(_plain(name)) if w not in _IDLE)
    said = [w for w in words(definition) if w not in _IDLE and len(w) > 2]
    defined = frozenset(map(stem, said)) - named
    theme = _theme_of(named, defined)
    is_label = "things" not in picked
    spoken = frozenset(w for sentence in theme.says for w in stems(_SLOT.sub("", sentence)))
    return Vocabulary(
        name=name,
        deeds=picked.get("deeds", ()),
        traits=picked.get("traits", ()),
        notions=picked.get("notions", ()),
        things=picked.get("things", ()),
        drawn=frozenset(stem(w) for chosen in picked.values() for w in chosen),
        themed=frozenset(stem(w) for phrase in (*theme.words, *theme.recognised) for w in words(phrase)),
        spoken=spoken if is_label else frozenset(),
        defined=defined,
        named=named,
    )


def affinity(text: frozenset[str], of: Vocabulary) -> float:
    """How much a text (its stems) sounds like a label or concept; 0: not at all."""
    return (
        1.0 * len(text & of.drawn)
        + 1.2 * len(text & of.themed)
        + 0.6 * len(text & of.spoken)
        + 1.0 * len(text & of.defined)
        + 1.5 * len(text & of.named)
    )
