"""Equations in running text: which are found, and which of them hold."""

import time
from fractions import Fraction

import pytest

from seedbed.tools.verification.tutoring.prose_sums import sums_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("So 3 packs × £4.50 = £13.50, right?", Fraction(27, 2)),
        ("20% of 400 = 80", Fraction(80)),
        ("36 km/h * 1000 = 36,000 m", Fraction(36000)),
        ("400² + 90² = 168100.", Fraction(168100)),
        ("Then (21 + 24) / 20 = 2.25!", Fraction(9, 4)),
        ("The chance is 6/21 = 2/7", Fraction(2, 7)),
        ("10 / 3 = 3.33", Fraction(333, 100)),
        ("The divisor is gcd(80, 96) = 16", Fraction(16)),
        ("So floor(300 / 55) = 5 of them", Fraction(5)),
        ("Tomas fails in 100 - 40 = 60% of all cases", Fraction(60)),
    ],
)
def test_a_right_equation_holds(text: str, value: Fraction) -> None:
    (found,) = sums_in(text)
    assert (found.value, found.fault) == (value, "")


@pytest.mark.parametrize(
    "text",
    [
        "I did 12 + 4 = 17.",
        "12 boxes x 4 = 50",
        "5 - 3 = 1 and 2 * 4 = 8",
        "£3 + £4 = £8",
        "2 * 3 = 7 = 7",
        "floor(300 / 55) = 15",
    ],
)
def test_a_wrong_one_is_found(text: str) -> None:
    assert any(one.fault for one in sums_in(text))


@pytest.mark.parametrize("text", ["x = 5", "It is 12.", "n + 2 = 9", "= 5"])
def test_what_cannot_be_read_is_no_equation(text: str) -> None:
    assert sums_in(text) == ()


@pytest.mark.parametrize("piece", ["1 1 1 ", "9", "1+", "0.0000000001 ", "1,000,"])
def test_a_long_message_is_read_quickly(piece: str) -> None:
    long = (piece * 5_000)[:5_000]
    began = time.process_time()
    assert not list(sums_in(long))
    assert time.process_time() - began < 0.3
