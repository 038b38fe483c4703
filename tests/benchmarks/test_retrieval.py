"""The retrieval benchmark: ranks, intervals and planted near-copies are what they say."""

import numpy as np

from benchmarks.knowledge.retrieval import measured


def test_ranks_become_recall_and_reciprocal_ranks() -> None:
    figures = measured(np.asarray([1.0, 2.0, 0.0, 8.0]), "test")
    assert {name: values[0] for name, values in figures.items()} == {
        "recall@1": 0.25,
        "recall@5": 0.5,
        "recall@10": 0.75,
        "mrr": 0.4062,
    }
    assert all(low <= mean <= high for mean, low, high in figures.values())
    assert figures == measured(np.asarray([1.0, 2.0, 0.0, 8.0]), "test")
