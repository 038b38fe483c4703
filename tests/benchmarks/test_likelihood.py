"""The figures of the claim benchmark: AUC, interval, sample, fit, without a model."""

import numpy as np
import pytest

from benchmarks.knowledge.likelihood import auc, fit, interval, overlap, sampled


def test_auc_counts_pairs_and_halves_ties() -> None:
    assert auc(np.array([3.0, 2.0]), np.array([1.0, 2.0])) == pytest.approx((1 + 1 + 1 + 0.5) / 4)
    assert auc(np.array([0.0]), np.array([1.0])) == 0


def test_an_interval_holds_its_auc_and_is_the_same_each_time() -> None:
    labels = [n % 2 == 0 for n in range(60)]
    scores = [n % 7 + (3.0 if label else 0.0) for n, label in enumerate(labels)]
    middle, low, high = interval(labels, scores)
    assert low < middle < high and high - low < 0.4
    assert interval(labels, scores) == [middle, low, high]


def test_a_sample_has_nothing_to_do_with_order_or_label() -> None:
    rows = [{"claim": f"c{n}", "evidence": "e", "supported": n % 2 == 0} for n in range(40)]
    taken = sampled(rows, 10)
    assert taken == sampled(rows[::-1], 10) and len(taken) == 10
    flipped = [{**row, "supported": not row["supported"]} for row in rows]
    assert [row["claim"] for row in sampled(flipped, 10)] == [row["claim"] for row in taken]


def test_overlap_leaves_small_words_out() -> None:
    assert overlap("The lamp is lit by gas.", "Gas, and a lamp.") == pytest.approx(2 / 3)
    assert overlap("It is.", "It is.") == 0


def test_a_fit_finds_the_signal_that_tells() -> None:
    rows = [
        {
            "supported": n % 2 == 0,
            "relief": 0.9 if n % 2 == 0 else 0.1,
            "lift": 1.0,
            "drops": -0.1,
            "hard": -3.0,
            "check": 0.5,
        }
        for n in range(60)
    ]
    found = fit({"one": rows, "unread": [{"fault": "no logprobs"}]})
    assert found["WEIGHTS"]["relief"] > 1 > abs(found["WEIGHTS"]["lift"])
    assert 0.5 < found["REFUSED_UNDER"] < 1
    assert found["COMBINED"]["check"] == pytest.approx(0, abs=0.1)
