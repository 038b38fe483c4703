"""Units and dates: texts and what they are worth."""

import pytest

from seedbed.tools.verification.algebra.compute import compute

DATES = [
    ("date(2024, 12, 31)", "2024-12-31"),
    ("days_between(2024-03-01, 2024-02-01)", "-29"),
    ("add_days(2024-12-31, 1)", "2025-01-01"),
    ("add_days(2000-01-01, -1)", "1999-12-31"),
    ("add_months(2023-11-30, -1)", "2023-10-30"),
    ("weekday(2000-01-01)", "Saturday"),
    ("is_leap_year(2000)", "true"),
    ("day_of_year(2023-12-31)", "365"),
    ("2024-02-29", "2024-02-29"),
    ("2024-02-01 < 2024-03-01", "true"),
]
UNITS = [
    ("3 km + 250 m", "3250 m"),
    ("2 h + 30 min", "150 min"),
    ("60 km/h * 30 min", "30 km"),
    ("100 km / 2 h", "50 km/h"),
    ("5 kg * 2 m/s^2", "10 kg*m/s^2"),
    ("(3 m)^2", "9 m^2"),
    ("sqrt(16 m^2)", "4 m"),
    ("6 m / (2 m)", "3"),
    ("$18.50 * 2", "$37"),
    ("$3.20 + 5 cents", "$3.25"),
    ("20% of £50", "£10"),
    ("90° + 45°", "135°"),
    ("convert(20 °C, °F)", "68 °F"),
    ("convert(98.6 °F to °C)", "37 °C"),
    ("convert(1 gallon; L)", "3.785411784 L"),
    ("convert(2 years, months)", "24 months"),
    ("convert(90°, rad)", "(pi/2) rad"),
    ("convert(10 kg*m/s^2, N)", "10 N"),
    ("convert(4 km^2, ha)", "400 ha"),
    ("convert(1 mile, km)", "1.609344 km"),
    ("25 m/s = 90 km/h", "true"),
    ("5 m < 6 m", "true"),
    ("max(3 h, 100 min)", "3 h"),
]


@pytest.mark.parametrize(("text", "result"), [*DATES, *UNITS])
def test_a_text_has_this_result(text: str, result: str) -> None:
    assert compute(text) == result
