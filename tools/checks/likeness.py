"""How alike two texts are by their words and letters: ROUGE-L, chrF and the longest run of words in common.

Words are without case; no language is known."""

from bisect import bisect_left
from collections import Counter

from seedbed.tools.checks.normal import normal
from seedbed.tools.curation import duplicates
from seedbed.tools.words import words as words_of

MOST_WORDS = 20_000
"""Words of a text that are compared; what follows is left out."""


def words(text: str) -> list[str]:
    """The words that are compared."""
    return words_of(normal(text).casefold())[:MOST_WORDS]


def rouge_l(a: str, b: str) -> float:
    """Balanced F of the longest common subsequence of words (Lin 2004), 0 to 1; two empty texts: 1."""
    first, second = words(a), words(b)
    return duplicates.rouge_l(first, second) if first or second else 1.0


def chrf(a: str, b: str) -> float:
    """chrF2: F of character n-grams up to 6 without white space, recall of `b` twice (Popović 2015), 0 to 1.

    As sacrebleu's sentence score over 100, with `a` the hypothesis and `b` the reference; two empty texts:
    1."""
    first, second = ("".join(one.split())[: 10 * MOST_WORDS] for one in (a, b))
    if not first or not second:
        return float(first == second)
    precisions: list[float] = []
    recalls: list[float] = []
    for n in range(1, 7):
        mine, theirs = _grams(first, n), _grams(second, n)
        if not mine or not theirs:
            continue
        common = (mine & theirs).total()
        precisions.append(common / mine.total())
        recalls.append(common / theirs.total())
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 5 * precision * recall / (4 * precision + recall) if precision + recall else 0.0


def _grams(text: str, n: int) -> Counter[str]:
    return Counter(text[at : at + n] for at in range(len(text) - n + 1))


def longest_run(a: str, b: str) -> int:
    """Words of the longest run that stands in both."""
    first, second = words(a), words(b)
    letters = {word: chr(number) for number, word in enumerate({*first, *second})}
    mine, theirs = ("".join(map(letters.__getitem__, some)) for some in (first, second))

    def is_too_long(n: int) -> bool:
        # Hashes, since all runs of a long text take up too much.
        runs = {hash(mine[at : at + n]) for at in range(len(mine) - n + 1)}
        return not any(hash(theirs[at : at + n]) in runs for at in range(len(theirs) - n + 1))

    # A run of n words holds runs of every shorter length.
    return bisect_left(range(1, min(len(mine), len(theirs)) + 1), True, key=is_too_long)
