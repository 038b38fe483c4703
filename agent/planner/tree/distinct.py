"""Whether names of concepts mean different things.

Two looks at it: the words of the names (ROUGE-L, as Explore-Instruct prunes subtasks: Wan et al. 2023), and
static embeddings of the names, where these have words for them."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

from seedbed.tools.knowledge.search.embedder import embed, spelt_out

SAME_WORDS = 0.7
"""ROUGE-L F of two names at or above which they say the same (Explore-Instruct's threshold)."""
SAME_MEANING = 0.72
"""Cosine of two names' static embeddings at or above which they say the same. Of 23 pairs of subtopics in
plain words, 10 alike and 13 different but near, it finds 7 of the alike and none of the others (the
highest is 0.66)."""
_WORD = re.compile(r"[^\W_]+")


def unlike(names: Sequence[str], taken: Sequence[str]) -> list[bool]:
    """Of each name whether it says something, and nothing that is taken or that an earlier one says."""
    return [not other for other in resembled(names, taken)]


def resembled(names: Sequence[str], taken: Sequence[str]) -> list[str]:
    """Of each name the one, of those taken or an earlier one that resembles none, that says the same; empty:
    none does. One that says nothing resembles itself."""
    if not names:
        return []
    every = [*taken, *names]
    vectors = embed(every)
    vectors[spelt_out(every)] = 0.0
    known = list(range(len(taken)))
    told: list[str] = []
    for place, name in enumerate(names, len(taken)):
        same = (
            every[other]
            for other in known
            if alike(name, every[other]) or float(vectors[place] @ vectors[other]) >= SAME_MEANING
        )
        told.append(next(same, "") if _words(name) else name or " ")
        known += [] if told[-1] else [place]
    return told


def alike(one: str, other: str) -> bool:
    """Whether two names have most of their words in common, in order (ROUGE-L F)."""
    mine, theirs = _words(one), _words(other)
    if not mine or not theirs:
        return one.strip().lower() == other.strip().lower()
    return 2 * LCSseq.similarity(mine, theirs) / (len(mine) + len(theirs)) >= SAME_WORDS


def told_apart(name: str, others: Sequence[str]) -> bool:
    """Whether a name's words aren't just those of another."""
    return all(_words(name) != _words(other) for other in others)


def _words(name: str) -> list[str]:
    return _WORD.findall(name.casefold())
