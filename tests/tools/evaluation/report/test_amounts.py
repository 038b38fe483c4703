"""Numbers as people read them."""

import pytest

from seedbed.tools.evaluation.report.amounts import money, percent


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "$0"), (0.000001, "$0.000001"), (0.0234, "$0.023"), (0.1, "$0.10"), (1234.5, "$1,234.50")],
)
def test_money_is_told_without_exponents(value: float, told: str) -> None:
    assert money(value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0, "0 %"),
        (1.0, "100 %"),
        (0.93, "93 %"),
        (0.996, "99.6 %"),
        (0.9998, "99.98 %"),
        (0.00002, "0.002 %"),
    ],
)
def test_a_share_is_never_told_as_all_or_none_that_isn_t(value: float, told: str) -> None:
    assert percent(value) == told
