"""The units of answers, by `units.yaml`: what each measures, and how much of it."""

import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from seedbed.memory.files.yaml_file import load

_ENDING = re.compile(r"(?<=\w\w)(?:ies?|ys?|[vf]es?|fs?|(?<=[sxzho])es?|(?<![sui])s)\b")
"""Of a noun, plural or not: «loaf» and «loaves», «house» and «houses» differ in nothing else."""
_UNITS: dict[str, dict[str, Fraction]] = {}
"""Unit, in small letters and without its ending → what it measures → how much of it."""
for _measure, _sizes in load(Path(__file__).with_name("units.yaml")).value.items():
    for _much, _spellings in _sizes.items():
        for _spelling in _spellings:
            _UNITS.setdefault(_ENDING.sub("", _spelling), {})[_measure] = Fraction(_much)
_AMOUNT = r"(\d+(?:\.\d+)?) ?([^\W\d_]+)"
_AMOUNTS = re.compile(rf"{_AMOUNT}(?:,?(?: and)? ?{_AMOUNT})+")


def _spelt(unit: str) -> str:
    return _ENDING.sub("", " ".join(unit.lower().replace("²", "^2").replace("³", "^3").split()))


def is_unit(unit: str) -> bool:
    """Whether it is one that is known."""
    return _spelt(unit) in _UNITS


def size(unit: str) -> dict[str, Fraction]:
    """What a unit measures, and how much of it; one that isn't known, itself alone."""
    spelt = _spelt(unit)
    return _UNITS.get(spelt) or {unit if len(unit) < 4 else spelt: Fraction(1)}


def summed(text: str) -> str:
    """«1 h 30 min» in its last unit, `90 min`; empty: it is no such amount, of ever smaller units."""
    parts = re.findall(_AMOUNT, text) if _AMOUNTS.fullmatch(text) else []
    sizes = [_UNITS.get(_spelt(unit), {}) for _, unit in parts]
    for measure in sizes[0] if parts else ():
        much = [one[measure] for one in sizes if measure in one]
        if len(much) == len(parts) and all(one > other for one, other in pairwise(much)):
            numbers = [Fraction(number) for number, _ in parts]
            whole = sum(number * one for number, one in zip(numbers, much, strict=True))
            return f"{whole / much[-1]} {parts[-1][1]}"
    return ""
