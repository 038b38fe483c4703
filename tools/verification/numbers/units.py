"""The units of answers, with the ways to write them, and the few conversions that texts mix freely."""

import re
from collections.abc import Mapping
from fractions import Fraction

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "pounds": ("£", "pounds", "pound", "gbp", "pounds sterling"),
    "dollars": ("$", "dollars", "dollar", "usd"),
    "euros": ("€", "euros", "euro", "eur"),
    "pence": ("p", "pence", "penny", "pennies"),
    "cents": ("¢", "c", "cents", "cent"),
    "%": ("%", "percent", "per cent", "percentage"),
    "°": ("°", "degrees", "degree", "deg"),
    "km/h": (
        "km/h",
        "kph",
        "km per hour",
        "kilometres per hour",
        "kilometers per hour",
        "kilometres an hour",
    ),
    "km": ("km", "kms", "kilometres", "kilometers", "kilometre", "kilometer"),
    "m": ("m", "metres", "meters", "metre", "meter"),
    "cm": ("cm", "centimetres", "centimeters", "centimetre", "centimeter"),
    "square metres": ("square metres", "square meters", "square metre", "square meter", "m²", "m2", "sq m"),
    "cubic centimetres": ("cubic centimetres", "cubic centimeters", "cubic centimetre", "cm³", "cm3", "cc"),
    "mm": ("mm", "millimetres", "millimeters", "millimetre", "millimeter"),
    "kg": ("kg", "kgs", "kilograms", "kilogram", "kilos", "kilo"),
    "g": ("g", "grams", "gram", "grammes", "gramme"),
    "litres": ("litres", "liters", "litre", "liter", "l"),
    "hours": ("hours", "hour", "h", "hrs", "hr", "hourly"),
    "minutes": ("minutes", "minute", "min", "mins"),
    "seconds": ("seconds", "second", "s", "sec", "secs"),
    "days": ("days", "day", "daily"),
    "weeks": ("weeks", "week", "weekly"),
    "months": ("months", "month", "monthly"),
    "years": ("years", "year", "yrs", "yr", "years old", "year old", "years of age"),
}
"""Canonical name, then every way to write it, in small letters."""

HUNDREDTHS: Mapping[str, str] = {"pounds": "pence", "dollars": "cents", "euros": "cents"}
"""The hundredth of a currency."""

SCALES: Mapping[str, tuple[str, Fraction]] = {
    name: (kind, Fraction(factor))
    for kind, scale in {
        "length": {"km": "1000", "m": "1", "cm": "0.01", "mm": "0.001"},
        "mass": {"kg": "1000", "g": "1"},
        "time": {"weeks": "604800", "days": "86400", "hours": "3600", "minutes": "60", "seconds": "1"},
        "pounds": {"pounds": "1", "pence": "0.01"},
        "dollars": {"dollars": "1", "cents": "0.01"},
        "share": {"%": "0.01"},
    }.items()
    for name, factor in scale.items()
}
"""Unit → what it measures, and how much of it."""


def spellings(unit: str) -> tuple[str, ...]:
    """All ways to write a unit; a unit that isn't listed (a counted noun) is written as it stands."""
    return SPELLINGS.get(unit, (unit.lower(),) if unit else ())


def is_money(unit: str) -> bool:
    """Whether the unit is a currency."""
    return unit in HUNDREDTHS


def stem(word: str) -> str:
    """A word without the ending of its plural, so that «loaf» and «loaves» meet in «loa»."""
    word = word.lower().removesuffix("'s").removesuffix("’s")
    if len(word) <= 3:
        return word
    for ending in ("ies", "ves", "xes", "ses", "shes", "ches", "oes"):
        if word.endswith(ending):
            return word[: -2 if ending in ("xes", "ses", "shes", "ches", "oes") else -3]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-1] if word.endswith(("y", "f")) else word.removesuffix("fe")


def words_in(text: str) -> list[str]:
    """The words of a text in small letters, without numbers and signs."""
    return re.findall(r"[a-zà-ÿ]+(?:['’][a-z]+)?", text.lower())
