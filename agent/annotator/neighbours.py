"""The label whose known texts a text is nearest to, on static embeddings.

Nearest class centroid after the mean of the centroids is taken away (findings.md §3: of the signals without
a model, margins to centroids tell wrong labels best). Needs no model call and always gives the same answer.
"""

from functools import lru_cache
from typing import Any

from seedbed.agent.annotator.references import References
from seedbed.memory.candidate import Classification
from seedbed.tools.evaluation.label_evidence import likeliest, softmax

NAME = "nearest centroid, wordllama-256"
_SHARPNESS = 8.0
"""How cosines become shares."""


def classify(text: str, known: References, label: str) -> Classification:
    """Evidence of what label a text has; `ok` if it is the one that it should have."""
    import numpy as np

    from seedbed.tools.knowledge.embedder import embed

    names = list(known.texts)
    centroids, middle = _centroids(tuple(known.texts.values()))
    vector = embed([text])[0] - middle
    lengths = np.linalg.norm(centroids, axis=1) * np.linalg.norm(vector)
    cosines = (centroids @ vector) / np.where(lengths == 0, 1, lengths)
    scores = {name: round(float(cosine), 6) for name, cosine in zip(names, cosines, strict=True)}
    shares = softmax(scores, _SHARPNESS)
    found = likeliest(scores)
    return Classification(
        ok=found == label, by=NAME, label=found, probability=shares[found], alternatives=shares
    )


@lru_cache(maxsize=64)
def _centroids(texts: tuple[tuple[str, ...], ...]) -> Any:
    """Each label's centroid less the mean of all, and that mean."""
    import numpy as np

    from seedbed.tools.knowledge.embedder import embed

    centroids = np.array([embed(mine).mean(axis=0) for mine in texts])
    middle = centroids.mean(axis=0)
    return centroids - middle, middle
