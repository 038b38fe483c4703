"""Whose words cover whose: a request's by its clauses, a clause's by the keys of a recipe.

Words are compared as they stand but for case and punctuation; nothing here knows a language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:['’.,]\w+)*")
_LONG = 5
"""Letters from which a single word that no clause holds is taken for a demand."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A run of words that nothing covers."""

    words: str
    """As they stand in the text."""
    start: int
    """Offset in the text."""


def uncovered(text: str, pieces: Sequence[str]) -> list[Uncovered]:
    """The runs of words of a text that stand in none of the pieces, in order.

    A piece covers each place where its words stand one after another; one that stands nowhere so covers
    each of its words wherever it stands.
    """
    found = list(_WORD.finditer(text))
    words = [match[0].casefold() for match in found]
    taken = [False] * len(words)
    for piece in pieces:
        wanted = _words(piece)
        places = _places(words, wanted) if wanted else []
        if not places and _words(text) and _places(wanted, words):
            return []  # the piece holds the whole text
        for place in places:
            taken[place : place + len(wanted)] = [True] * len(wanted)
        if not places:
            loose = set(wanted)
            taken = [old or word in loose for old, word in zip(taken, words, strict=True)]
    runs: list[Uncovered] = []
    begun = -1
    for number in range(len(words) + 1):
        open_ = number < len(words) and not taken[number]
        if open_ and begun < 0:
            begun = number
        elif not open_ and begun >= 0:
            start, end = found[begun].start(), found[number - 1].end()
            runs.append(Uncovered(text[start:end], start))
            begun = -1
    return runs


def weighty(run: Uncovered) -> bool:
    """Whether a run may be a demand: it has a figure, a long word, or several words."""
    words = _words(run.words)
    return len(words) > 1 or any(len(word) >= _LONG or any(c.isdigit() for c in word) for word in words)


def stands_in(piece: str, text: str) -> bool:
    """Whether the piece's words stand one after another in the text."""
    wanted = _words(piece)
    return bool(wanted) and bool(_places(_words(text), wanted))


def lost(clause: str, keys: Sequence[str]) -> str:
    """The words of a clause that no key holds, joined by «…»; empty: all are held.

    Only keys whose words touch the clause count, so that a word that stands in another demand doesn't hide
    that this one was dropped.
    """
    touching = [key for key in keys if stands_in(key, clause) or stands_in(clause, key)]
    return " … ".join(run.words for run in uncovered(clause, touching))


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(text)]


def _places(words: Sequence[str], wanted: Sequence[str]) -> list[int]:
    length = len(wanted)
    if not length:
        return []
    return [at for at in range(len(words) - length + 1) if list(words[at : at + length]) == list(wanted)]
