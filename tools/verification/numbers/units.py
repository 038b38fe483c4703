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
