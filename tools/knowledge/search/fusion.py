"""Rankings made into one result: fused by rank, without near-copies.

Pure functions of ids and texts; every tie is broken by id. The constants were chosen on half of the
questions of `benchmarks/knowledge/retrieval.py` and are reported there on the other half."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

RRF_K = 60
DENSE_WEIGHT = 0.2
"""Weight of the dense ranking beside BM25's 1. Static vectors know no word order: with equal weights the
fused ranking was worse than BM25 alone at rank 1."""
DOUBLE = 0.8
"""Jaccard index of word triples from which on two passages count as the same."""
_TOKEN = re.compile(r"\w+")

_Wording = tuple[frozenset[tuple[str, ...]], tuple[str, ...]]
"""Word triples and figures of a text."""


def fused(rankings: Sequence[tuple[float, Sequence[str]]]) -> list[str]:
    """Weighted reciprocal-rank fusion (Cormack, Clarke and Büttcher 2009, §2; the weights are ours).

    Args:
        rankings: (Weight, ids best first) each.

    Returns:
        Every id by its weighted sum of 1 / (60 + rank), best first."""
    scores: dict[str, float] = {}
    for weight, ranking in rankings:
        for rank, key in enumerate(ranking, 1):
            scores[key] = scores.get(key, 0.0) + weight / (RRF_K + rank)
    return sorted(scores, key=lambda key: (-scores[key], key))


def without_doubles(ranked: Mapping[str, str]) -> list[str]:
    """The ids of ranked texts without passages that say what a better one says in nearly the same words.

    Passages whose figures differ are never the same: which of them is right may be the very question."""
    kept: dict[str, _Wording] = {}
    for key, text in ranked.items():
        triples, figures = _wording(text)
        if not any(
            figures == theirs and len(triples & others) >= DOUBLE * len(triples | others)
            for others, theirs in kept.values()
        ):
            kept[key] = triples, figures
    return list(kept)


@lru_cache(maxsize=4_000)  # searches of one run come upon the same passages
def _wording(text: str) -> _Wording:
    words = _TOKEN.findall(text.lower())
    triples = frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])
    return triples, tuple(sorted(word for word in words if any(map(str.isdigit, word))))
