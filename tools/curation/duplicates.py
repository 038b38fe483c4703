"""Duplicates: MinHash bands propose, an exact comparison decides.

Two rows are duplicates if their words are equal after normalisation, or if ROUGE-L F (longest common
subsequence of words) reaches a threshold (Self-Instruct, Wang et al. 2023, §2.2: 0.7). This module keeps
nothing: bands lie in the run's store."""

import hashlib
import sys
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import LCSseq

from seedbed.memory.exact.canonical import digest_text
from seedbed.tools import words as wording

_BANDS, _ROWS = 32, 4
"""32 bands of 4 rows, of which a pair that is proposed shares two. Of rows changed at random 90–95 % are
found at ROUGE-L 0.7–0.8, 97–100 % at 0.8–0.9, all above; of unlike ones 0.004–0.1 % are compared. One shared
band finds 97–100 % from 0.7 on, but compares 0.07–0.7 %: at 100,000 rows what a row costs most
(`python -m benchmarks.duplicates`: GSM8K, CLINC150, AG News, SST-2, SMS)."""
HELD_OUT = "held_out"
"""Key of the run's values: the words of rows that are to stay out of it; and by what a near-copy of one is
turned away."""
_OF_NUMBERS = 3
"""One word in so many."""


@lru_cache(maxsize=16)  # the same text is looked for, filed and counted one after the other
def words(text: str) -> tuple[str, ...]:
    """A text's words: NFKC, case folded, punctuation gone."""
    return tuple(wording.words(unicodedata.normalize("NFKC", text).casefold()))


@cache
def _functions() -> tuple[Any, Any]:
    """Factors and summands of the hash functions, h ↦ a h + b mod 2³² with odd a: what `datasketch.MinHash`
    draws from seed 1. The library itself loads scipy: half a second and 25 MB that no build needs."""
    import numpy as np

    draw, number = np.random.RandomState(1), _BANDS * _ROWS
    factors = draw.randint(0, 1 << 31, number, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, draw.randint(0, 1 << 32, number, dtype=np.uint32)


def _minhash(tokens: Iterable[str]) -> Any:
    """The least value of each hash function over some words (Broder 1997)."""
    import numpy as np

    heads = [hashlib.sha1(token.encode(), usedforsecurity=False).digest()[:4] for token in tokens]
    mixed = np.frombuffer(b"".join(heads), dtype="<u4").astype(np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):  # MurmurHash3's finaliser
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    factors, summands = _functions()
    return ((mixed ^ (mixed >> np.uint32(16)))[:, None] * factors + summands).min(axis=0)


@lru_cache(maxsize=256)
def signature(text: str) -> Any:
    """The least values over a text's words, a band a row (uint32); None: it has no words."""
    tokens = set(words(text))
    return _minhash(tokens).reshape(_BANDS, _ROWS) if tokens else None


@lru_cache(maxsize=256)
def bands(text: str) -> tuple[str, ...]:
    """Keys under which a text is filed; near-copies share at least one."""
    found = signature(text)
    return () if found is None else tuple(f"{band}:{row.tobytes().hex()}" for band, row in enumerate(found))


@lru_cache(maxsize=16)
def of_numbers(text: str) -> bool:
    """Whether a third of a text's words are numbers, as of sums to practise on: with one other number, or
    another sign between, it is another text, however alike both are."""
    said = words(text)
    return _OF_NUMBERS * sum(any(map(str.isdigit, word)) for word in said) >= len(said)


def exact_key(text: str) -> str:
    """One key shared by texts that are equal after normalisation; of numbers their signs count, too."""
    return "=" + digest_text(" ".join(text.casefold().split() if of_numbers(text) else words(text)))[:32]


def coded(said: Iterable[str]) -> str:
    """Words as a character each, by their checksums, which is thrice as quick to compare. Two words may have
    one character, so ROUGE-L by characters is never below that by words."""
    return "".join([chr(zlib.crc32(word.encode("utf-8", "surrogatepass")) % sys.maxunicode) for word in said])


def rouge_l(a: Sequence[str], b: Sequence[str]) -> float:
    """ROUGE-L F1 of two word sequences, 0–1."""
    if not a or not b:
        return 0.0
    return 2 * LCSseq.similarity(a, b) / (len(a) + len(b))


def reaches(one: str, others: Sequence[str], threshold: float) -> bool:
    """Whether ROUGE-L F1 of a text with one of some others is that high; a character is a word."""
    import numpy as np

    if not one or not others:
        return False
    common = process.cdist([one], others, scorer=LCSseq.similarity, dtype=np.int64)[0]
    return bool((2 * common / (len(one) + np.fromiter(map(len, others), np.int64)) >= threshold).any())
