"""Numbers in words and figures, and how firm they are."""

import pytest

from seedbed.tools.requests.numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("600 tickets in 8 intents", [(600, "exact"), (8, "exact")]),
        ("three hundred and fifty reviews", [(350, "exact")]),
        ("one thousand five hundred", [(1500, "exact")]),
        ("2,000 and 1_500 and 2 500 rows", [(2000, "exact"), (1500, "exact"), (2500, "exact")]),
        (
            "1k, 2.5k, 1M, half a million",
            [(1000, "exact"), (2500, "exact"), (10**6, "exact"), (500_000, "exact")],
        ),
        ("1.000 Zeilen", [(1000, "exact")]),
        ("two dozen, a hundred", [(24, "exact"), (100, "exact")]),
        ("about 80, at least 90, 500+", [(80, "about"), (90, "about"), (500, "about")]),
        ("100-200 rows", [(200, "range")]),
        ("between 100 and 200", [(200, "range")]),
        ("a few hundred, hundreds, some", [(300, "vague"), (300, "vague"), (0, "vague")]),
        ("$5 200ktok 5th GPT-4 v1.2 24/7 10x 2-step 1e6", []),
        ("a text", []),
    ],
)
def test_numbers(text: str, found: list[tuple[int, str]]) -> None:
    assert [(number.value, number.firmness) for number in numbers_in(text)] == found
