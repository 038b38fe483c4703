"""What a dataset teaches: macro-F1 of two students on real test rows, and paired differences over seeds.

Pure functions. Neither student takes part in building: the program uses its own (the linear one) only where
a user asks for `--steer-by`, which no run of `benchmarks.steering.real` does.
"""

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.tools.curation.duplicates import words
from seedbed.tools.evaluation.student import fit, macro_f1

Json = dict[str, Any]
Row = Mapping[str, str]
STUDENTS = ("linear", "bayes")
"""TF-IDF and logistic regression; complement naive Bayes on word counts (Rennie et al. 2003)."""


def teach(rows: Sequence[Row], test: Sequence[Row]) -> dict[str, float]:
    """Student → macro-F1 on the test rows, 0–1.

    A student of no rows, or of one label, says the same of every text.

    Args:
        rows: {`text`, `label`} of the dataset.
        test: {`text`, `label`}, real.

    Raises:
        ValueError: no test rows.
    """
    if not test:
        raise ValueError("there are no test rows")
    truth, asked = [row["label"] for row in test], [row["text"] for row in test]
    known = sorted({row["label"] for row in rows})
    if len(known) < 2:
        constant = [known[0] if known else min(truth)] * len(test)
        return dict.fromkeys(STUDENTS, macro_f1(truth, constant))
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    linear = [label for label, _ in fit(texts, labels).predict(asked)]
    return {"linear": macro_f1(truth, linear), "bayes": macro_f1(truth, _bayes(texts, labels, asked))}


def _bayes(texts: Sequence[str], labels: Sequence[str], asked: Sequence[str]) -> list[str]:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.naive_bayes import ComplementNB
    from sklearn.pipeline import make_pipeline

    counts = CountVectorizer(tokenizer=words, token_pattern=None, lowercase=False)
    pipeline = make_pipeline(counts, ComplementNB()).fit(list(texts), list(labels))
    return [str(label) for label in pipeline.predict(list(asked))]


def paired(first: Mapping[int, float], second: Mapping[int, float]) -> Json:
    """First minus second over the seeds that both have: mean, 95 % t interval, and on how many seeds the
    first is ahead or level.

    The interval is None for fewer than two seeds. With few seeds it holds if differences are near normal.
    """
    from scipy.stats import t  # type: ignore[import-untyped]  # scipy has no stubs

    seeds = sorted(first.keys() & second.keys())
    differences = [first[seed] - second[seed] for seed in seeds]
    found: Json = {
        "seeds": len(seeds),
        "mean": statistics.fmean(differences) if seeds else None,
        "low": None,
        "high": None,
        "ahead": sum(difference > 0 for difference in differences),
        "level": sum(difference == 0 for difference in differences),
    }
    if len(seeds) > 1:
        half = float(t.ppf(0.975, len(seeds) - 1)) * statistics.stdev(differences) / len(seeds) ** 0.5
        found |= {"low": found["mean"] - half, "high": found["mean"] + half}
    return found
