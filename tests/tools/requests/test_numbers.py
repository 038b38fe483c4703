"""Numbers in words and figures."""

import pytest

from seedbed.tools.requests.numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("600 tickets in 8 intents", [600, 8]),
        ("three hundred and fifty reviews", [350]),
        ("one thousand five hundred", [1500]),
        ("2,000 and 1_500 and 2 500 rows", [2000, 1500, 2500]),
        ("1k, 2.5k, 1M", [1000, 2500, 10**6]),
        ("1.000 Zeilen", [1000]),
        ("two dozen, a hundred", [24, 100]),
        ("about 80, at least 90, 500+, 100-200", [80, 90, 500, 100, 200]),
        ("$5 200ktok 5th GPT-4 v1.2 24/7 10x 2-step 1e6", []),
        ("a text, some, a few hundred, half a million", []),
        ("9" * 400 + " rows, 5" + ",000" * 120, []),
    ],
)
def test_numbers(text: str, found: list[int]) -> None:
    assert [number.value for number in numbers_in(text)] == found
