"""Signals on a label: likelihoods (what may follow the question, shares that come of the scores), and a
student that needs no model call and always gives the same answer, so that an audit can ask it again.

The student takes the nearest class centroid after the mean of the centroids is taken away, on static
embeddings (of the signals without a model margins to centroids tell wrong labels best)."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from seedbed.tools.knowledge.search.embedder import embed

NAME = "nearest centroid, wordllama-256"
_SHARPNESS = 8.0
"""How cosines become shares."""


def continuations(labels: Sequence[str]) -> list[str]:
    """What may follow «Label:», one a label; with a line break where one label begins another."""
    plain = [f" {label.strip()}" for label in labels]
    nested = any(a != b and b.startswith(a) for a in plain for b in plain)
    return [f"{text}\n" for text in plain] if nested else plain


def likeliest(scores: Mapping[str, float]) -> str:
    """The label with the highest score; of equals the first in the alphabet."""
    return min(scores, key=lambda label: (-scores[label], label))


def softmax(scores: Mapping[str, float], sharpness: float = 1.0) -> dict[str, float]:
    """Scores as shares that add up to 1, rounded to six places."""
    top = max(scores.values())
    weights = {label: math.exp(sharpness * (score - top)) for label, score in scores.items()}
    whole = sum(weights.values())
    return {label: round(weight / whole, 6) for label, weight in weights.items()}


def nearest(text: str, known: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, float]]:
    """The label that a text is nearest to, and each label's share, which add up to 1. `known`: label → texts
    that have it; none empty."""
    import numpy as np

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

    centroids = np.array([embed(mine).mean(axis=0) for mine in texts])
    middle = centroids.mean(axis=0)
    return centroids - middle, middle
