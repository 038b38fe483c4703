"""Static embeddings that need no network: wordllama's 256-d table, which lies inside its wheel.

A text's vector is the mean of its tokens' vectors, so word order counts for nothing.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "wordllama-256"
"""How the run names this embedder."""
DIMENSIONS = 256


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


def embed(texts: Sequence[str]) -> "NDArray[np.float32]":
    """Vectors of unit length, shape (len(texts), 256); the zero vector for a text without a known token."""
    import numpy as np

    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    # An empty string has no token, and the mean of none is not a number.
    raw = np.asarray(_model().embed([text if text.strip() else " " for text in texts]), dtype=np.float32)
    vectors = np.nan_to_num(raw)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(lengths == 0, 1, lengths)
    return np.asarray(unit, dtype=np.float32)
