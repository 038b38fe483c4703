"""Numbers are found in text in whatever way they are written, and nothing else is taken for one."""

import time
from fractions import Fraction

import pytest

from seedbed.tools.verification.numbers.numerals import numbers_in, numerals


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("She buys 1,200 apples at £4.50 each and 3/4 of them rot.", ["1200", "9/2", "3/4"]),
        ("1 1/2 cups, 2½ cups, ½ cup", ["3/2", "5/2", "1/2"]),
        ("two hundred and fifty apples and twenty-five pears", ["250", "25"]),
        ("a dozen eggs, half a dozen rolls, 3 dozen buns, two dozen", ["12", "6", "36", "24"]),
        (
            "half of it, two thirds of it, three quarters, a third, one third",
            ["1/2", "2/3", "3/4", "1/3", "1/3"],
        ),
        ("two and a half hours, 2 and a half", ["5/2", "5/2"]),
        ("twice as many, then double, then triple", ["2", "2", "3"]),
        ("the 3rd day, the third day, the second, the first half, 22nd", []),
        ("one of the boys has one apple", []),
        ("one hundred and one, twenty-one", ["101", "21"]),
        ("A4 paper, MP3, B12", []),
        ("a 3-hour trip at -5 degrees, 10-12", ["3", "-5", "10", "12"]),
        ("15% off, 15 per cent", ["15", "15"]),
        ("in the ratio 2:3:4", ["2", "3", "4"]),
        ("two, three and four", ["2", "3", "4"]),
        ("nineteen and twenty", ["19", "20"]),
        ("12, 15, 9 and 20", ["12", "15", "9", "20"]),
        ("It costs 12.", ["12"]),
        ("two million and six, a hundred and five", ["2000006", "105"]),
        ("1/0 and 0", ["1", "0"]),
        ("", []),
    ],
)
def test_values(text: str, values: list[str]) -> None:
    assert numbers_in(text) == tuple(Fraction(value) for value in values)


def test_places_and_kinds() -> None:
    text = "One of several boys is third and has twenty-five pounds."
    found = [(text[n.start : n.end], n.kind) for n in numerals(text)]
    assert found == [("One", "one"), ("third", "ordinal"), ("twenty-five", "cardinal")]


@pytest.mark.parametrize("text", ["9" * 300_000, "1," * 30_000, "one " * 20_000, "a" * 300_000 + "1"])
def test_long_texts_take_time_in_proportion(text: str) -> None:
    begin = time.process_time()
    numbers_in(text)
    assert time.process_time() - begin < 5
