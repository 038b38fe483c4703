"""A small classifier trained on the dataset so far: TF-IDF of words and word pairs, logistic regression.

It shows what the rows teach. It knows nothing of where they come from, and takes no part in accepting them.
A fit is deterministic on one machine; between machines its last bits may differ, so what a build decides by
it belongs in the journal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.memory.randomness import rng
from seedbed.tools.curation.duplicates import words


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

    Where there is nothing to tell apart (one label, or no word in any text) it answers by shares.

    Raises:
        ValueError: no texts, or not as many labels as texts.
    """
    from sklearn.dummy import DummyClassifier
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from threadpoolctl import threadpool_limits

    if not texts or len(texts) != len(labels):
        raise ValueError(f"a student needs one label per text: {len(texts)} texts, {len(labels)} labels")
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


def cross_validated(
    texts: Sequence[str], labels: Sequence[str], seed: int, folds: int = 5
) -> list[tuple[str, float]]:
    """Per text the prediction of a student that never saw it.

    Folds are drawn by the seed and hold nearly equal shares of each label. A label's only row is always
    predicted wrong, since the others don't teach it.

    Raises:
        ValueError: fewer than two folds or texts.
    """
    if folds < 2 or len(texts) < 2:
        raise ValueError(f"cross-validation needs two folds and two texts: {folds} and {len(texts)}")
    fold = _folds(labels, seed, folds)
    found: dict[int, tuple[str, float]] = {}
    for number in sorted(set(fold)):
        inside = [place for place, mine in enumerate(fold) if mine != number]
        outside = [place for place, mine in enumerate(fold) if mine == number]
        student = fit([texts[place] for place in inside], [labels[place] for place in inside])
        found |= zip(outside, student.predict([texts[place] for place in outside]), strict=True)
    return [found[place] for place in range(len(texts))]


def _folds(labels: Sequence[str], seed: int, folds: int) -> list[int]:
    """The fold of each row: rows are shuffled within their label and dealt out in turn, label after label."""
    fold = [0] * len(labels)
    dealt = 0
    for label in sorted(set(labels)):
        places = [place for place, mine in enumerate(labels) if mine == label]
        for place in rng(seed, "student folds", label).sample(places, len(places)):
            fold[place] = dealt % folds
            dealt += 1
    return fold
