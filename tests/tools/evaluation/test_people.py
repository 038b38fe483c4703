"""Faithfulness from people's decisions."""

import numpy as np
import pytest

from seedbed.tools.evaluation.people import Decided, from_people


def population(wrong: float, told: float, draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Right rows, and scores that follow them with chance `told`."""
    right = draw.random(1_200) >= wrong
    follows = draw.random(1_200) < told
    return right, np.where(follows, right, draw.random(1_200) < 0.5) * 0.8 + 0.1


def decide(size: int, right: np.ndarray, scores: np.ndarray, draw: np.random.Generator) -> list[Decided]:
    return [Decided(bool(right[n]), float(scores[n])) for n in draw.choice(right.size, size, replace=False)]


@pytest.mark.parametrize("told", [0.0, 0.9])
@pytest.mark.parametrize("wrong", [0.02, 0.1, 0.4])
def test_the_interval_holds_the_realised_share(wrong: float, told: float) -> None:
    draw = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        right, scores = population(wrong, told, draw)
        found = from_people(decide(80, right, scores, draw), scores.tolist())
        assert found.low is not None and found.high is not None
        held += found.low <= right.mean() <= found.high
    assert held / 400 >= 0.92


def test_a_telling_judge_narrows_it_and_the_basis_says_so() -> None:
    draw = np.random.default_rng(4)
    right, scores = population(0.3, 0.95, draw)
    decided = decide(100, right, scores, draw)
    found = from_people(decided, scores.tolist())
    plain = from_people([Decided(row.right, 0.5) for row in decided], [0.5] * 1_200)
    assert found.low is not None and found.high is not None
    assert plain.low is not None and plain.high is not None
    assert found.high - found.low < 0.6 * (plain.high - plain.low)
    assert "100 random rows of 1200 decided by people" in found.basis
    assert "as control variate" in found.basis
    assert "left out" in plain.basis


def test_all_right_still_has_a_width_and_all_decided_is_exact() -> None:
    found = from_people([Decided(True, 0.9)] * 60, [0.9] * 1_000)
    assert found.estimate == found.high == 1.0
    assert found.low is not None and 0.9 < found.low < 0.97
    exact = from_people([Decided(n > 2, 0.5) for n in range(60)], [0.5] * 60)
    assert exact.estimate == exact.low == exact.high == 0.95


def test_too_few_decisions_are_no_estimate() -> None:
    found = from_people([Decided(True, 0.9)] * 49, [0.9] * 1_000)
    assert found.estimate is None
    assert found.basis == "49 of 50 rows decided by people"
