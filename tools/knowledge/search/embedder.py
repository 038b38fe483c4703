"""Who makes vectors of texts: on this machine wordllama's 256-d table, which lies inside its wheel.

It needs no network. A text's vector is the mean of its tokens' vectors, so word order counts for nothing.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "wordllama-256"
"""How the run names this embedder."""
DIMENSIONS = 256
MOST_CHARACTERS = 100_000
"""Of a batch, each text counted as long as the longest: wordllama lays out all tokens of a batch at once."""


@dataclass(frozen=True, slots=True)
class Embedder:
    """Makes vectors of unit length."""

    name: str
    """Equal name, equal vectors."""
    of: "Callable[[Sequence[str]], Awaitable[NDArray[np.float32]]]"


@lru_cache(maxsize=1)
def _model() -> Any:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    # Importing wordllama sets the root logger to INFO.
    import wordllama
    from wordllama import WordLlama

    root.setLevel(level)
    root.handlers[:] = handlers
    # The wheel ships its tokenizer where only a named cache folder is looked at (findings.md §4).
    return WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """The numbers of all texts, short ones together: a text costs as much as the longest of its batch."""
    batch: list[int] = []
    for at in sorted(range(len(texts)), key=lambda at: len(texts[at])):
        if batch and len(texts[at]) * (len(batch) + 1) > MOST_CHARACTERS:
            yield batch
            batch = []
        batch.append(at)
    yield batch


def embed(texts: Sequence[str]) -> "NDArray[np.float32]":
    """Vectors of unit length, shape (len(texts), 256); the zero vector for a text without a known token."""
    import numpy as np

    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for batch in _batches(texts):
        # An empty string has no token, and the mean of none is not a number.
        raw = _model().embed([texts[at] if texts[at].strip() else " " for at in batch])
        vectors[batch] = np.nan_to_num(np.asarray(raw, dtype=np.float32))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(lengths == 0, 1, lengths)
    return np.asarray(unit, dtype=np.float32)


async def _here(texts: Sequence[str]) -> "NDArray[np.float32]":
    return embed(texts)


STATIC = Embedder(NAME, _here)
