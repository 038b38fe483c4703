"""A shift in size: seen where there is one, as seldom as stated where there is none."""

import random

import pytest

from seedbed.tools.evaluation.shift import LEAST, chance


def test_it_is_scipys_u_test() -> None:
    # scipy 1.17: mannwhitneyu(since, before, alternative="two-sided", method="asymptotic").pvalue
    draw = random.Random(3)
    for size, told in ((9, 0.4128), (20, 0.1812), (60, 0.7862)):
        before = [float(draw.randint(1, 30)) for _ in range(size)]
        since = [float(draw.randint(5, 34)) for _ in range(size - 1)]
        assert chance(before, since) == pytest.approx(told, abs=0.02)


def test_letters_that_grow_longer_are_seen_and_too_few_say_nothing() -> None:
    short, long = [200.0 + n for n in range(24)], [390.0 + n for n in range(12)]
    assert chance(short, long) < 0.001
    assert chance(short, long[: LEAST - 1]) == chance([], long) == 1.0
    assert chance([5.0] * 20, [5.0] * 20) > 0.9


def test_it_seldom_cries_where_nothing_changed() -> None:
    draw = random.Random(7)
    values = [[draw.gauss(300, 80) for _ in range(40)] for _ in range(400)]
    assert sum(chance(some[:28], some[28:]) < 0.01 for some in values) <= 10
