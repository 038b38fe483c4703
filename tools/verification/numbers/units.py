"""The units of answers, with the ways to write them, and the few conversions that texts mix freely."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from seedbed.memory.files.yaml_file import load

_UNITS = load(Path(__file__).parent / "units.yaml").value

SPELLINGS: Mapping[str, tuple[str, ...]] = {name: tuple(one["spelt"]) for name, one in _UNITS.items()}
"""Canonical name, then every way to write it, in small letters."""

SCALES: Mapping[str, tuple[str, Fraction]] = {
    name: (one["measures"], Fraction(one["factor"])) for name, one in _UNITS.items() if "measures" in one
}
"""Unit → what it measures, and how much of it."""


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
