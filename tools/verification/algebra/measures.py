"""Units as they stand at an answer: which words are units, and one measure in another's unit.

pint converts, exactly, and is only given names that stand in the list here; counted nouns (`12 apples`) are
the same where their stems are. Money is a measure of its own, a cent a hundredth of a dollar.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from seedbed.tools.verification.algebra.unit_names import UNITS
from seedbed.tools.verification.units import stem

_ALSO: Mapping[str, str] = {
    "pound": "pound",
    "pounds": "pound",
    "in.": "inch",
    "ft.": "foot",
    "cms": "centimeter",
    "kms": "kilometer",
    "amps": "ampere",
    "mpg": "mile / gallon",
    "rpm": "revolution / minute",
    "degrees Fahrenheit": "degree_Fahrenheit",
    "degree Fahrenheit": "degree_Fahrenheit",
    "degrees Celsius": "degree_Celsius",
    "degree Celsius": "degree_Celsius",
    "light-years": "light_year",
    "light-year": "light_year",
}
_MONEY: Mapping[str, Fraction] = {
    **{word: Fraction(1) for word in ("dollar", "dollars", "usd", "USD")},
    **{word: Fraction(1, 100) for word in ("cent", "cents", "¢", "c")},
}
_COUNTED = frozenset(
    (
        *(
            "unit",
            "units",
            "people",
            "students",
            "ways",
            "apples",
            "marbles",
            "coins",
            "months",
            "years",
            "month",
        ),
        *("year", "euros", "percent", "square", "sq", "cubic", "points", "games", "pages", "books", "times"),
        *(
            "dozen",
            "members",
            "cards",
            "balls",
            "hats",
            "cookies",
            "miles",
            "gallons",
            "inhabitants",
            "am",
            "pm",
        ),
    )
)
_NOT_PINT = frozenset(("dollar", "cent", "euro", "pound_sterling", "penny_sterling", "dozen"))
_PIECE = re.compile(r"([A-Za-z°$¢.\- ]+?)\s*(?:\^\s*(-?\d)|([²³]))?")
_DIMENSIONS = {"square": 2, "sq": 2, "sq.": 2, "cubic": 3, "cu": 3, "cu.": 3}


def is_unit(words: str) -> bool:
    """Whether words are a unit that can be converted, or a usual counted noun."""
    return words.strip(" .") in _COUNTED or _dollars(words) is not None or _pint_name(words) is not None


def converted(value: Fraction, unit: str, other: str) -> Fraction | None:
    """A measure in another unit, exactly; None where the units aren't of one kind.

    Units that aren't in the list are the same where their words are, up to plural and case.
    """
    factor = _factor(unit, other)
    return None if factor is None else value * factor[0] + factor[1]


@lru_cache(maxsize=512)
def scale(unit: str, other: str) -> Fraction | None:
    """What a measure is multiplied by to be in the other unit; None as `converted`, or for thermometers."""
    factor = _factor(unit, other)
    return factor[0] if factor is not None and factor[1] == 0 else None


@lru_cache(maxsize=512)
def _factor(unit: str, other: str) -> tuple[Fraction, Fraction] | None:
    if _tidy(unit) == _tidy(other):
        return Fraction(1), Fraction(0)
    left, right = _dollars(unit), _dollars(other)
    if left is not None and right is not None:
        return left / right, Fraction(0)
    first, second = _pint_name(unit), _pint_name(other)
    if first is None or second is None:
        return (Fraction(1), Fraction(0)) if _same_noun(unit, other) else None
    registry = _registry()
    if registry.Unit(first).dimensionality != registry.Unit(second).dimensionality:
        return None
    if {"degree", "radian"} & {first, second} and first != second:
        return None
    nought = _in_other(registry, first, second, 0)
    return _in_other(registry, first, second, 1) - nought, nought


def _in_other(registry: Any, first: str, second: str, value: int) -> Fraction:
    quantity = registry.Quantity(Fraction(value), registry.Unit(first)).to(registry.Unit(second))
    return Fraction(quantity.magnitude)


@lru_cache(maxsize=1)
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(non_int_type=Fraction)


def _tidy(words: str) -> str:
    words = " ".join(words.replace("$", "dollars").strip(" .").split())
    found = re.fullmatch(r"([a-z]+)\^([23])", words)
    if found and _listed(found.group(1)) is None:
        return f"{'square' if found.group(2) == '2' else 'cubic'} {found.group(1)}"
    return words


def _dollars(words: str) -> Fraction | None:
    return _MONEY.get(_tidy(words))


@lru_cache(maxsize=512)
def _pint_name(words: str) -> str | None:
    """The unit in pint's names, made of listed names only: `square feet` is `foot ** 2`."""
    words = _tidy(words)
    if len(words) > 60:
        return None
    if _listed(words):
        return _listed(words)
    sides = re.split(r"\s*/\s*|\s+per\s+", words)
    if len(sides) > 2:
        return None
    names = [_single_name(side) for side in sides]
    if any(name is None for name in names):
        return None
    return " / ".join(f"({name})" for name in names)


def _listed(word: str) -> str | None:
    name = UNITS.get(word) or _ALSO.get(word) or (UNITS.get(word.lower()) if len(word) > 2 else None)
    return None if name in _NOT_PINT else name


def _single_name(words: str) -> str | None:
    found = _PIECE.fullmatch(words)
    if found is None:
        return None
    name, power = (
        found.group(1).strip(),
        int(found.group(2) or {"²": "2", "³": "3"}.get(found.group(3) or "", "1")),
    )
    first, _, rest = name.partition(" ")
    if first in _DIMENSIONS and rest:
        name, power = rest, power * _DIMENSIONS[first]
    elif name.endswith((" squared", " cubed")):
        name, power = name.rpartition(" ")[0], power * (2 if name.endswith("squared") else 3)
    known = _listed(name)
    if known is None:
        return None
    return known if power == 1 else f"({known}) ** {power}"


def _same_noun(unit: str, other: str) -> bool:
    return [stem(word) for word in _tidy(unit).split()] == [stem(word) for word in _tidy(other).split()]
