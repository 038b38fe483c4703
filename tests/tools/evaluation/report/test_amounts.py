"""Numbers as people read them."""

import pytest

from seedbed.tools.evaluation.report.amounts import money


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "$0"), (0.000001, "$0.000001"), (0.0234, "$0.023"), (0.1, "$0.10"), (1234.5, "$1,234.50")],
)
def test_money_is_told_without_exponents(value: float, told: str) -> None:
    assert money(value) == told
