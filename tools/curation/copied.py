"""How much of a text is taken over from another word for word, and which of its main sentences it covers.

Copying: the share of a text's runs of four words that stand in the other (novel n-grams, See et al. 2017,
§6), and its longest run. Covering: a plain figure. The main sentences of a text are one in three of each
half, at least one, those whose heavy words come most often in the text (SumBasic, Nenkova & Vanderwende
2005). A sentence is covered if half of its words stand in the other, each weighed by its rarity in English
and in the text. English only.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seedbed.tools.knowledge.claims.words import Word, words_of
from seedbed.tools.knowledge.sentences import sentence_spans

RUN = 4
"""Words of a run."""
_COVERED = 0.5
"""Share of a sentence's weight from which it is covered."""
_LEAST = 5
"""Words of a sentence that counts; a heading or label has fewer."""
_ONE_IN = 3


@dataclass(frozen=True, slots=True)
class Copied:
    """What a text has taken over."""

    share: float
    """Of its runs of four words, how many stand in the other; of a shorter text, 1 if it does."""
    longest: int
    """Words of the longest run that stands there."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What a text covers of another."""

    main: int
    """Main sentences that it covers."""
    of: int
    """Main sentences that there are."""
    to_the_end: bool
    """Whether it covers a sentence of the second half, main or not; True where that has none."""

    @property
    def share(self) -> float:
        """Of the main sentences; 0 where there are none."""
        return self.main / self.of if self.of else 0.0


def copied(text: str, other: str) -> Copied:
    """What a text has of another word for word; letter case, marks and white space are forgiven."""
    mine, theirs = _plain(text), _plain(other)
    if not mine:
        return Copied(0.0, 0)
    size = min(RUN, len(mine))
    runs = {tuple(theirs[n : n + size]) for n in range(len(theirs) - size + 1)}
    own = [tuple(mine[n : n + size]) for n in range(len(mine) - size + 1)]
    return Copied(sum(run in runs for run in own) / len(own), _longest(mine, theirs))


def _plain(text: str) -> list[str]:
    return [word.text.casefold() for word in words_of(text)]


def _longest(mine: Sequence[str], theirs: Sequence[str]) -> int:
    best, before = 0, [0] * (len(theirs) + 1)
    for word in mine:
        now = [0] * (len(theirs) + 1)
        for place, other in enumerate(theirs, 1):
            if word == other:
                now[place] = before[place - 1] + 1
                best = max(best, now[place])
        before = now
    return best


def covered(text: str, other: str) -> Covered:
    """How many of another text's main sentences a text covers, and whether it goes beyond the first half."""
    held = {word.key for word in words_of(text)}
    halves = _halves(other)
    often = Counter(
        key for half in halves for sentence in half for key in {word.key: None for word in sentence}
    )
    main = [sentence for half in halves for sentence in _main(half, often)]
    second = [_holds(sentence, held, often) for sentence in halves[1]]
    told = sum(_holds(sentence, held, often) for sentence in main)
    return Covered(told, len(main), any(second) or not second)


def _holds(sentence: Sequence[Word], held: set[str], often: Mapping[str, int]) -> bool:
    """Whether half of a sentence stands there, by weight; a word of many sentences tells less of this one."""
    weights = {word.key: word.weight / often[word.key] for word in sentence}
    there = math.fsum(weight for key, weight in weights.items() if key in held)
    return there >= _COVERED * math.fsum(weights.values())


def _halves(text: str) -> tuple[list[list[Word]], list[list[Word]]]:
    """The sentences of each half, as their heavy words; rows of a table are sentences, headings none."""
    found: list[list[Word]] = []
    start = 0
    for line in text.split("\n"):
        if not line.lstrip().startswith("#"):
            for first, last in sentence_spans(line):
                words = words_of(text, start + first, start + last)
                if len(words) >= _LEAST:
                    found.append([word for word in words if word.weight])
        start += len(line) + 1
    middle = (len(found) + 1) // 2
    return found[:middle], found[middle:]


def _main(half: Sequence[list[Word]], often: Mapping[str, int]) -> list[list[Word]]:
    """The third of a half whose words stand in most sentences."""

    def heaviness(number: int) -> float:
        mine = {word.key: None for word in half[number]}
        return sum(often[key] for key in mine) / len(mine) if mine else 0.0

    ranked = sorted(range(len(half)), key=lambda number: (-heaviness(number), number))
    return [half[number] for number in sorted(ranked[: math.ceil(len(half) / _ONE_IN)])]
