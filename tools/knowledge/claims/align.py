"""Where in the evidence a claim's words stand: the best window, and the words of both laid side by side.

The window is up to three sentences that cover most of the claim's weight; the alignment is the local one of
Smith and Waterman (1981) over words, a word's weight its score, gaps cheap, so that inserted words are
bridged and what was exchanged for what can be read off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seedbed.tools.knowledge.claims.ground import Ground
from seedbed.tools.knowledge.claims.words import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_WORDS = 150
"""Words of a claim that are aligned; of a longer one the first."""
_TRIED = 4
"""Sentences around which windows are tried, those that hold most of the claim."""
_GAP = 0.3
_MISMATCH = -0.6
_EMPTY_WEIGHT = 0.5
"""Score of a function word that matches."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim laid against a window of the evidence."""

    first: int
    last: int
    """The window: numbers of words of the ground, the last exclusive; both 0 where nothing matches."""
    pairs: tuple[tuple[int, int], ...]
    """(word of the claim, word of the ground) that match, both ascending."""
    exchanged: tuple[tuple[int, int], ...]
    """(word of the claim, word of the ground) that stand in one place, differ, and have matches beside."""
    run: float
    """Weight of the longest run of words that match without a gap, over the weight of all; 0–1."""
    score: float
    """The alignment's score over that of the claim with itself; 0–1."""

    @property
    def found(self) -> bool:
        """Whether anything matches."""
        return bool(self.pairs)


NOTHING = Alignment(0, 0, (), (), 0.0, 0.0)


def covered(claim: Sequence[Word], keys: "frozenset[str] | set[str] | dict[str, list[int]]") -> float:
    """Share of the claim's weight whose keys are among those given; 0 for a claim without weight."""
    total = sum(word.weight for word in claim)
    return sum(word.weight for word in claim if word.key in keys) / total if total else 0.0


def windows(claim: Sequence[Word], base: Ground) -> list[tuple[int, int]]:
    """Windows worth trying, as numbers of words: the best sentences, each with its neighbours, best first."""
    held: dict[int, float] = {}
    for key, weight in {word.key: word.weight for word in claim}.items():
        places = base.where.get(key, [])
        # A word that stands everywhere says little about where: its postings need not all be walked.
        if weight and len(places) <= 2_000:
            rare = weight / (1 + len(places) / 20)
            for place in places:
                held[place] = held.get(place, 0.0) + rare
    best = sorted(held.items(), key=lambda item: (-item[1], item[0]))[:_TRIED]
    found: dict[tuple[int, int], None] = {}
    for place, _ in best:
        for before, after in ((0, 0), (1, 1)):
            low, high = max(0, place - before), min(len(base.pieces) - 1, place + after)
            item = base.pieces[place].item
            while base.pieces[low].item != item:
                low += 1
            while base.pieces[high].item != item:
                high -= 1
            found[base.pieces[low].first, base.pieces[high].last] = None
    return list(found)


def align(claim: Sequence[Word], base: Ground) -> Alignment:
    """The best alignment of a claim with a window of the evidence; NOTHING where no heavy word matches."""
    claim = claim[:MOST_WORDS]
    best = NOTHING
    for first, last in windows(claim, base):
        one = _aligned(claim, base, first, last)
        if one.score > best.score + 1e-9:
            best = one
    return best


def _aligned(claim: Sequence[Word], base: Ground, first: int, last: int) -> Alignment:
    import numpy as np

    window = base.words[first:last]
    numbers: dict[str, int] = {}
    here = np.array([numbers.setdefault(word.key, len(numbers)) for word in window])
    worth = np.array([word.weight or _EMPTY_WEIGHT for word in claim])
    rows = []
    table = np.zeros((len(claim) + 1, len(window) + 1))
    slope = _GAP * np.arange(len(window) + 1)
    for number, word in enumerate(claim):
        same = here == numbers.get(word.key, -1)
        gain = np.where(same, worth[number], _MISMATCH)
        rows.append(gain)
        line = np.maximum(0.0, table[number] - _GAP)
        line[1:] = np.maximum(line[1:], table[number, :-1] + gain)
        table[number + 1] = np.maximum.accumulate(line + slope) - slope
    pairs, exchanged = _path(table, rows)
    if not pairs:
        return NOTHING
    run = _longest(claim, pairs) / float(worth.sum())
    score = float(table.max()) / float(worth.sum())
    return Alignment(
        first,
        last,
        tuple((own, first + other) for own, other in pairs),
        tuple((own, first + other) for own, other in exchanged),
        min(1.0, run),
        min(1.0, score),
    )


def _path(
    table: "NDArray[np.float64]", gains: "Sequence[NDArray[np.float64]]"
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Matching pairs and exchanged ones along the best path, ascending."""
    flat = int(table.argmax())
    row, column = divmod(flat, table.shape[1])
    pairs: list[tuple[int, int]] = []
    exchanged: list[tuple[int, int]] = []
    while row and column and table[row, column] > 0:
        gain = float(gains[row - 1][column - 1])
        if abs(table[row, column] - (table[row - 1, column - 1] + gain)) < 1e-9:
            (pairs if gain > 0 else exchanged).append((row - 1, column - 1))
            row, column = row - 1, column - 1
        elif abs(table[row, column] - (table[row - 1, column] - _GAP)) < 1e-9:
            row -= 1
        else:
            column -= 1
    return pairs[::-1], exchanged[::-1]


def _longest(claim: Sequence[Word], pairs: Sequence[tuple[int, int]]) -> float:
    best = run = 0.0
    before = (-2, -2)
    for own, other in pairs:
        weight = claim[own].weight or _EMPTY_WEIGHT
        run = run + weight if (own - 1, other - 1) == before else weight
        best, before = max(best, run), (own, other)
    return best
