"""Students that learn labels from texts, on this machine and without a model call.

The one takes the nearest class centroid after the mean of the centroids is taken away, on static embeddings
(of the signals without a model margins to centroids tell wrong labels best). It always gives the same answer,
so that an audit can ask it again.

The other, TF-IDF of words and word pairs with logistic regression, is trained on the dataset so far, and
shows what the rows teach. It knows nothing of where they come from, and takes no part in accepting them.
A fit is deterministic on one machine; between machines its last bits may differ, so what a build decides by
it belongs in the journal."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from seedbed.tools.curation.duplicates import words
from seedbed.tools.evaluation.diversity import untested
from seedbed.tools.knowledge.search.embedder import embed

NAME = "nearest centroid, wordllama-256"
_SHARPNESS = 8.0
"""How cosines become shares."""


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


@dataclass(frozen=True, slots=True)
class Student:
    """A fitted student."""

    labels: tuple[str, ...]
    """Labels that it was taught, sorted; it predicts no other."""
    _pipeline: Any

    def predict(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """The likeliest label of each text and its probability, 0–1."""
        if not texts:
            return []
        chances = self._pipeline.predict_proba(list(texts))
        return [(self.labels[int(row.argmax())], float(row.max())) for row in chances]


def fit(texts: Sequence[str], labels: Sequence[str]) -> Student:
    """A student of labelled texts; labels weigh equally, however many rows each has.

    Where there is nothing to tell apart (one label, or no word in any text) it answers by shares."""
    from sklearn.dummy import DummyClassifier
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from threadpoolctl import threadpool_limits

    known = tuple(sorted(set(labels)))
    if len(known) == 1 or not any(words(text) for text in texts):
        pipeline = make_pipeline(DummyClassifier(strategy="prior"))
    else:
        # words() folds the case and drops punctuation; a pattern is not needed then.
        vectoriser = TfidfVectorizer(
            tokenizer=words, token_pattern=None, lowercase=False, ngram_range=(1, 2), sublinear_tf=True
        )
        pipeline = make_pipeline(vectoriser, LogisticRegression(class_weight="balanced", max_iter=1_000))
    # One thread, as in `diversity.vendi`.
    with threadpool_limits(limits=1, user_api="blas"):
        return Student(known, pipeline.fit(list(texts), list(labels)))


def macro_f1(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """Mean F1 over the labels that occur in the truth, each weighing the same, 0–1."""
    from sklearn.metrics import f1_score

    if not truth:
        return 0.0
    score = f1_score(truth, predicted, labels=sorted(set(truth)), average="macro", zero_division=0)
    return float(score)


def nearest_leaves(
    texts: Sequence[str], leaves: Sequence[tuple[str, str]], language: str
) -> list[str | None]:
    """The leaf whose line is nearest to each text by cosine of static embeddings.

    None without leaves, for a text without a word, and in languages in which that wasn't tested."""
    if not texts or not leaves or untested(language):
        return [None] * len(texts)
    import numpy as np

    # einsum, because what BLAS gives depends on its number of threads.
    near = np.einsum("ij,kj->ki", embed([line for _, line in leaves]), embed(texts)).argmax(axis=1)
    return [leaves[int(n)][0] if words(text) else None for text, n in zip(texts, near, strict=True)]
