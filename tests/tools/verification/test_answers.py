"""Two answers are the same if they say the same number in the same unit."""

import pytest

from seedbed.tools.verification.answers import read_answer, same_answer


@pytest.mark.parametrize(
    ("left", "right", "unit"),
    [
        ("£12.50", "12.5", "pounds"),
        ("12.50 pounds", "25/2", "pounds"),
        ("1250p", "£12.50", "pounds"),
        ("1250 pence", "12.5", "pounds"),
        ("£1,250", "1250", "pounds"),
        ("-£3", "-3 pounds", "pounds"),
        ("12 1/2", "12.5", ""),
        ("3/4", "0.75", ""),
        ("6/8", "3/4", ""),
        ("The answer is 24.", "24", ""),
        ("24 loaves", "24", "loaves"),
        ("1 loaf", "1", "loaves"),
        ("5 rolls of tape", "5", "rolls of tape"),
        ("15%", "15", "%"),
        ("15 per cent", "15%", "%"),
        ("36 km", "36 kilometres", "km"),
        ("36km", "36", "km"),
        ("12 km/h", "12", "km/h"),
        ("54 m²", "54 square metres", "square metres"),
        ("twenty-four", "24", ""),
        ("one", "1", ""),
        ("2*sqrt(2)", "sqrt(8)", ""),
        ("8 years old", "8", "years"),
        ("$4", "4 dollars", "dollars"),
    ],
)
def test_same(left: str, right: str, unit: str) -> None:
    assert same_answer(left, right, unit)
    assert same_answer(right, left, unit)


@pytest.mark.parametrize(
    ("left", "right", "unit"),
    [
        ("12.50", "12.05", "pounds"),
        ("12 euros", "12", "pounds"),
        ("€12", "12", "pounds"),
        ("12", "-12", ""),
        ("3/4", "4/3", ""),
        ("24 loaves and 2 buns", "24", "loaves"),
        ("24 buns", "24", "loaves"),
        ("24 or 25", "24", ""),
        ("", "", ""),
        ("about 24", "24", ""),
        ("36 miles", "36", "km"),
        ("sqrt(2)", "1.414", ""),
        ("9**9**9", "9**9**9", ""),
        ("__import__('os')", "1", ""),
        ("1" * 300, "1" * 300, ""),
    ],
)
def test_not_the_same(left: str, right: str, unit: str) -> None:
    assert not same_answer(left, right, unit)


def test_an_unreadable_answer_is_none() -> None:
    assert read_answer("I don't know", "km") is None
    assert read_answer("NaN") is None
