"""Whether siblings of a concept tree mean different things.

Two looks at it: the words of the names (ROUGE-L, as Explore-Instruct prunes subtasks: Wan et al. 2023), and
static embeddings of the names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from seedbed.tools.knowledge.wordlist import word_set

SAME_WORDS = 0.7
"""ROUGE-L F of two names at or above which they say the same (Explore-Instruct's threshold)."""
SAME_MEANING = 0.72
"""Cosine of two names' static embeddings at or above which they say the same. Of 23 pairs of subtopics in
plain words, 10 alike and 13 different but near, it finds 7 of the alike and none of the others (the
highest is 0.66)."""
_WORD = re.compile(r"[^\W_]+")
_EMPTY = word_set("a an and of or the to in on for with about by other general miscellaneous various")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A concept that was proposed."""

    name: str
    inside: str = ""
    outside: str = ""


def keep_distinct(
    proposals: Sequence[Proposal], taken: Sequence[str]
) -> tuple[list[Proposal], list[Proposal]]:
    """Proposals that differ from what is taken and from the earlier ones among themselves; and the rest."""
    from seedbed.tools.knowledge.search.embedder import embed

    kept: list[Proposal] = []
    refused: list[Proposal] = []
    vectors = embed([*taken, *(p.name for p in proposals)])
    known = list(range(len(taken)))
    names = [*taken, *(p.name for p in proposals)]
    for place, proposal in enumerate(proposals, len(taken)):
        near = any(float(vectors[place] @ vectors[other]) >= SAME_MEANING for other in known)
        if near or not words(proposal.name) or any(alike(proposal.name, names[other]) for other in known):
            refused.append(proposal)
        else:
            kept.append(proposal)
            known.append(place)
    return kept, refused


def same_meaning(names: Sequence[str], others: Sequence[str]) -> list[int | None]:
    """For each name the place of the first of the others that says the same; None: none does."""
    from seedbed.tools.knowledge.search.embedder import embed

    if not names or not others:
        return [None] * len(names)
    near = embed(list(names)) @ embed(list(others)).T
    return [
        next(
            (
                place
                for place, other in enumerate(others)
                if alike(name, other) or float(near[n, place]) >= SAME_MEANING
            ),
            None,
        )
        for n, name in enumerate(names)
    ]


def alike(one: str, other: str) -> bool:
    """Whether two names have most of their words in common, in order (ROUGE-L F)."""
    mine, theirs = words(one), words(other)
    if not mine or not theirs:
        return one.strip().lower() == other.strip().lower()
    return 2 * LCSseq.similarity(mine, theirs) / (len(mine) + len(theirs)) >= SAME_WORDS


def words(name: str) -> list[str]:
    """The telling words of a name, endings of plurals off."""
    found = [word for word in _WORD.findall(name.lower()) if word not in _EMPTY]
    return [
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in found
    ]
