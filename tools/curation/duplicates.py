"""Duplicates: MinHash bands propose, an exact comparison decides.

Two rows are duplicates if their words are equal after normalisation, or if ROUGE-L F (longest common
subsequence of words) reaches a threshold (Self-Instruct, Wang et al. 2023, §2.2: 0.7). This module keeps
nothing: bands lie in the run's store.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from rapidfuzz.distance import LCSseq

from seedbed.memory.exact.canonical import digest_text

_BANDS, _ROWS = 32, 4
"""32 bands of 4 rows: a pair with word-set Jaccard 0.54 (the least that ROUGE-L 0.7 allows for words used
once) is proposed with probability 0.94, one with 0.7 always but once in 6,000."""
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """A text's words: NFKC, case folded, punctuation gone."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


@cache
def _hasher() -> Any:
    from datasketch import MinHash

    return MinHash(num_perm=_BANDS * _ROWS, seed=1)


def bands(text: str) -> list[str]:
    """Keys under which a text is filed; near-copies share at least one."""
    return list(_bands(text))


@lru_cache(maxsize=256)  # the same text is looked for, filed and counted one after the other
def _bands(text: str) -> tuple[str, ...]:
    tokens = words(text)
    if not tokens:
        return ()
    hasher = _hasher().copy()
    hasher.update_batch([token.encode() for token in sorted(set(tokens))])
    values = hasher.hashvalues
    return tuple(
        f"{band}:{values[band * _ROWS : (band + 1) * _ROWS].tobytes().hex()}" for band in range(_BANDS)
    )


def exact_key(text: str) -> str:
    """One key shared by texts that are equal after normalisation."""
    return "=" + digest_text(" ".join(words(text)))[:32]


def rouge_l(a: Sequence[str], b: Sequence[str]) -> float:
    """ROUGE-L F1 of two word sequences, 0–1."""
    if not a or not b:
        return 0.0
    return 2 * LCSseq.similarity(a, b) / (len(a) + len(b))
