"""How alike two texts are by their words and letters: ROUGE-L, chrF and the longest run of words in common.

Words are runs of letters and digits, without case; no language is known.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from seedbed.tools.checks.normal import normal

MOST_WORDS = 20_000
"""Words of a text that are compared; what follows is left out."""


def words(text: str) -> list[str]:
    """The words that are compared."""
    return re.findall(r"\w+", normal(text).casefold())[:MOST_WORDS]


def rouge_l(a: str, b: str) -> float:
    """Balanced F of the longest common subsequence of words (Lin 2004), 0 to 1; two empty texts: 1."""
    return rouge_l_words(words(a), words(b))


def rouge_l_words(first: Sequence[str], second: Sequence[str]) -> float:
    """The same of words."""
    from rapidfuzz.distance import LCSseq

    if not first or not second:
        return float(first == second)
    return 2 * LCSseq.similarity(first, second) / (len(first) + len(second))


def chrf(a: str, b: str) -> float:
    """chrF2: F of character n-grams up to 6 without white space, recall of `b` twice (Popović 2015), 0 to 1.

    As sacrebleu's sentence score over 100, with `a` the hypothesis and `b` the reference; two empty texts: 1.
    """
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
    numbers = {word: number for number, word in enumerate(dict.fromkeys((*first, *second)), 1)}
    mine, theirs = _prefixes(first, numbers), _prefixes(second, numbers)
    low, high = 0, min(len(first), len(second))
    while low < high:  # a run of n holds runs of every shorter length
        middle = (low + high + 1) // 2
        if _runs(mine, middle) & _runs(theirs, middle):
            low = middle
        else:
            high = middle - 1
    return low


_BASE, _MODULUS = 1_000_003, (1 << 61) - 1


def _prefixes(listed: Sequence[str], numbers: Mapping[str, int]) -> list[int]:
    """Rolling hashes (Karp & Rabin 1987) of the first 0, 1, 2 … words."""
    found = [0]
    for word in listed:
        found.append((found[-1] * _BASE + numbers[word]) % _MODULUS)
    return found


def _runs(prefixes: Sequence[int], n: int) -> set[int]:
    """The hashes of all runs of n words."""
    power = pow(_BASE, n, _MODULUS)
    return {(prefixes[at + n] - prefixes[at] * power) % _MODULUS for at in range(len(prefixes) - n)}
