"""Figures are read with sign, unit and separators; names with digits are none."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.checks.figures import figures


def read(text: str, language: str = "") -> list[tuple[list[Fraction], str]]:
    return [(sorted(one.values), one.unit) for one in figures(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("£5 and 5 % and −5", "", [([5], "£"), ([5], "%"), ([-5], "")]),
        ("1,200", "en", [([1200], "")]),
        ("1,200", "de", [([Fraction(6, 5)], "")]),
        ("1,200", "", [([Fraction(6, 5), 1200], "")]),
        ("1.200.000,50 and 1 200 000", "", [([Fraction(2400001, 2)], ""), ([1200000], "")]),
        ("5-10, 2024-05-03", "", [([n], "") for n in (5, 10, 2024, 5, 3)]),
        ("A4, H2O, GPT-4 and B2B, 5kg, 3rd", "", [([n], "") for n in (4, 5, 3)]),
        ("2½ or ½", "", [([Fraction(5, 2)], ""), ([Fraction(1, 2)], "")]),
        ("5 million", "en", [([5, 5_000_000], "")]),
        ("3,4,5 and 3.11.2", "", [([n], "") for n in (3, 4, 5, 3, 11, 2)]),
        ("22:00: rain; 1:22:00:", "", [([22], ""), ([1], ""), ([22], ""), ([0], "")]),
        ("from 22:00 to 6:30", "", [([22], ""), ([Fraction(63, 10), Fraction(13, 2)], "")]),
        ("3:2, 1:25000, 7:05:59", "", [([n], "") for n in (3, 2, 1, 25000, 7, 5, 59)]),
        ("p < .05, end.5, -.5", "en", [([Fraction(1, 20)], ""), ([5], ""), ([Fraction(-1, 2)], "")]),
        ("1,00,000 or 12,34,567.50", "en", [([100_000], ""), ([Fraction(2469135, 2)], "")]),
        ("", "", []),
    ],
)
def test_readings(text: str, language: str, found: list[tuple[list[Fraction], str]]) -> None:
    assert read(text, language) == found


@given(st.text(st.sampled_from("0123456789.,:- ½%€a'\n٣"), max_size=60), st.sampled_from(["", "en", "de"]))
def test_any_text_is_read_in_order(text: str, language: str) -> None:
    found = figures(text, language)
    assert all(one.values and one.start < one.end for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
