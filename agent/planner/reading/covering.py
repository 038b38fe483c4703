"""Whose words cover whose: a request's by its clauses, a clause's by the keys of a recipe.

Words are compared as they stand but for case and punctuation; nothing here knows a language."""

import re
from collections.abc import Sequence
from itertools import groupby

_WORD = re.compile(r"\w+(?:['’.,]\w+)*")
_LONG = 5
"""Letters from which a single word that no clause holds is taken for a demand."""


def uncovered(text: str, pieces: Sequence[str]) -> list[tuple[int, str]]:
    """The runs of words of a text that stand in none of the pieces, each with its offset, in order.

    A piece covers each place where its words stand one after another; one that stands nowhere so covers
    each of its words wherever it stands."""
    found = list(_WORD.finditer(text))
    words = [match[0].casefold() for match in found]
    taken = [False] * len(words)
    for piece in pieces:
        wanted = _words(piece)
        places = _places(words, wanted)
        if not places and words and _places(wanted, words):
            return []  # the piece holds the whole text
        for place in places:
            taken[place : place + len(wanted)] = [True] * len(wanted)
        if not places:
            taken = [old or word in wanted for old, word in zip(taken, words, strict=True)]
    runs: list[tuple[int, str]] = []
    for is_taken, run in groupby(range(len(found)), key=taken.__getitem__):
        if not is_taken:
            spans = [found[number].span() for number in run]
            runs.append((spans[0][0], text[spans[0][0] : spans[-1][1]]))
    return runs


def weighty(run: str) -> bool:
    """Whether a run may be a demand: it has a figure, a long word, or several words."""
    words = _words(run)
    return len(words) > 1 or any(len(word) >= _LONG or any(c.isdigit() for c in word) for word in words)


def stands_in(piece: str, text: str) -> bool:
    """Whether the piece's words stand one after another in the text."""
    return bool(_places(_words(text), _words(piece)))


def touch(one: str, other: str) -> bool:
    """Whether the words of either stand in the other."""
    return stands_in(one, other) or stands_in(other, one)


def lost(clause: str, keys: Sequence[str]) -> str:
    """The words of a clause that no key holds, joined by «…»; empty: all are held.

    Only keys whose words touch the clause count, so that a word that stands in another demand doesn't hide
    that this one was dropped."""
    touching = [key for key in keys if touch(key, clause)]
    return " … ".join(run for _, run in uncovered(clause, touching))


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(text)]


def _places(words: list[str], wanted: list[str]) -> list[int]:
    last = len(words) - len(wanted)
    return [at for at in range(last + 1) if words[at : at + len(wanted)] == wanted] if wanted else []
