"""Values in text: kinds and canonical forms."""

import pytest

from seedbed.tools.knowledge.values import find_values, number_of


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("costs £5.50 per day", ["money:5.5 GBP"]),
        ("costs £1,200 in all", ["money:1200 GBP"]),
        ("costs 5 pounds", ["money:5 GBP"]),
        ("$5 million", ["money:5000000 USD"]),
        ("a fee of £30m", ["money:30000000 GBP"]),
        ("within 2 working days", ["duration:2 working day"]),
        ("a 24-hour rental", ["duration:24 hour"]),
        ("on 1 March 2024", ["date:2024-03-01"]),
        ("on January 27, 1967", ["date:1967-01-27"]),
        ("in October 1803", ["date:1803-10"]),
        ("on 25 December", ["date:-----12-25"]),
        ("at 9:00", ["time:09:00"]),
        ("at 5.30 pm.", ["time:17:30"]),
        ("at 12 a.m.", ["time:00:00"]),
        ("from 9:00 to 18:00 on Mondays", ["time:09:00–18:00", "weekday:Monday"]),
        ("10 %, 10% or ten per cent", ["percent:10"] * 3),
        ("between 5 and 7 kg", ["measure:5–7 kilogram"]),
        ("5–7 days", ["duration:5–7 day"]),
        ("25 km/h and 2.5 km", ["measure:25 km/h", "measure:2.5 kilometre"]),
        ("twenty-five bikes", ["number:25"]),
        ("6½ sacks", ["number:6.5"]),
        ("in 1968", ["year:1968"]),
        ("version 2.5.1 has 3x", []),
        ("one day", ["duration:1 day"]),
        ("someone", []),
    ],
)
def test_values_have_one_spelling(text: str, canonical: list[str]) -> None:
    assert [value.canonical for value in find_values(text)] == canonical


def test_number_of_refuses_what_is_no_number() -> None:
    assert number_of("1,345,596") == "1345596"
    with pytest.raises(ValueError, match="not a number"):
        number_of("many")
