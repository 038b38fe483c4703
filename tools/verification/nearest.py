"""The label whose known texts a text is nearest to, on static embeddings: a student that needs no model call.

Nearest class centroid after the mean of the centroids is taken away (findings.md §3: of the signals without
a model, margins to centroids tell wrong labels best). It always gives the same answer, so an audit can ask it
again. It does not know where the known texts come from.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from seedbed.tools.evaluation.label_evidence import likeliest, softmax

NAME = "nearest centroid, wordllama-256"
_SHARPNESS = 8.0
"""How cosines become shares."""


def nearest(text: str, known: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, float]]:
    """The label that a text is nearest to, and each label's share, which add up to 1.

    Args:
        known: Label → texts that have it; none empty.
    """
    import numpy as np

    from seedbed.tools.knowledge.search.embedder import embed

    centroids, middle = _centroids(tuple(tuple(texts) for texts in known.values()))
    vector = embed([text])[0] - middle
    lengths = np.linalg.norm(centroids, axis=1) * np.linalg.norm(vector)
    cosines = (centroids @ vector) / np.where(lengths == 0, 1, lengths)
    scores = {name: round(float(cosine), 6) for name, cosine in zip(known, cosines, strict=True)}
    return likeliest(scores), softmax(scores, _SHARPNESS)


@lru_cache(maxsize=64)
def _centroids(texts: tuple[tuple[str, ...], ...]) -> Any:
    """Each label's centroid less the mean of all, and that mean."""
    import numpy as np

    from seedbed.tools.knowledge.search.embedder import embed

    centroids = np.array([embed(mine).mean(axis=0) for mine in texts])
    middle = centroids.mean(axis=0)
    return centroids - middle, middle
