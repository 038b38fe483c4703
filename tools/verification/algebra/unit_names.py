"""The unit names that can be read, each with pint's name for it.

No text reaches pint: a spelling is looked up here, or nowhere. It does not know factors (`quantities.py`).
"""

import difflib
import re
from collections.abc import Mapping

from seedbed.tools.verification.syntax import ExpressionFault

SPELLING = re.compile(r"[A-Za-zµ°%$€£¢]+\Z")
"""What a unit's name may be made of."""

_METRIC = {
    "m": ("meter", "metre"),
    "g": ("gram", "gramme"),
    "s": ("second",),
    "L": ("liter", "litre"),
    "W": ("watt",),
    "J": ("joule",),
    "N": ("newton",),
    "V": ("volt",),
    "A": ("ampere",),
    "Hz": ("hertz",),
    "Pa": ("pascal",),
    "eV": ("electron_volt",),
    "Wh": ("watt_hour",),
    "mol": ("mole",),
    "cal": ("calorie",),
    "bit": ("bit",),
    "B": ("byte",),
}
_PREFIXES = {"k": "kilo", "c": "centi", "d": "deci", "m": "milli", "M": "mega", "G": "giga", "T": "tera"}
_SMALL = {"µ": "micro", "n": "nano"}
_WORDS = {
    "inch": "in inch inches",
    "foot": "ft foot feet",
    "yard": "yd yard yards",
    "mile": "mi mile miles",
    "nautical_mile": "nmi",
    "minute": "min mins minute minutes",
    "hour": "h hr hrs hour hours",
    "day": "day days",
    "week": "week weeks wk",
    "fortnight": "fortnight fortnights",
    "month": "month months",
    "year": "year years yr yrs",
    "decade": "decade decades",
    "century": "century centuries",
    "second": "sec secs",
    "liter": "l",
    "milliliter": "ml cc",
    "centiliter": "cl",
    "deciliter": "dl",
    "metric_ton": "tonne tonnes",
    "kilogram": "kgs kilo kilos",
    "pound": "lb lbs",
    "ounce": "oz ounce ounces",
    "stone": "stone stones",
    "ton": "ton tons",
    "US_pint": "pint pints pt",
    "quart": "quart quarts qt",
    "gallon": "gal gallon gallons",
    "cup": "cup cups",
    "tablespoon": "tbsp tablespoon tablespoons",
    "teaspoon": "tsp teaspoon teaspoons",
    "fluid_ounce": "floz",
    "acre": "acre acres",
    "hectare": "ha hectare hectares",
    "mile_per_hour": "mph",
    "kilometer_per_hour": "kph kmh",
    "knot": "kn knot knots",
    "degree_Celsius": "°C degC celsius",
    "degree_Fahrenheit": "°F degF fahrenheit",
    "kelvin": "K kelvin",
    "degree": "° deg degree degrees",
    "radian": "rad radian radians",
    "bar": "bar bars",
    "standard_atmosphere": "atm",
    "pound_force_per_square_inch": "psi",
    "horsepower": "hp horsepower",
    "ohm": "ohm ohms",
    "dozen": "dozen",
    "dollar": "$ dollar dollars usd USD",
    "cent": "¢ cent cents",
    "euro": "€ euro euros eur EUR",
    "pound_sterling": "£ gbp GBP",
    "penny_sterling": "pence penny",
    "light_year": "ly",
    "parsec": "pc parsec parsecs",
    "astronomical_unit": "au AU",
    "kibibyte": "KiB",
    "mebibyte": "MiB",
    "gibibyte": "GiB",
}


def _table() -> dict[str, str]:
    table = {spelling: name for name, spellings in _WORDS.items() for spelling in spellings.split()}
    for sign, names in _METRIC.items():
        canonical = names[0]
        table[sign] = canonical
        for name in names:
            table |= {name: canonical, f"{name}s": canonical}
            for prefix in (*_PREFIXES.values(), *_SMALL.values()):
                table |= {f"{prefix}{name}": prefix + canonical, f"{prefix}{name}s": prefix + canonical}
        for short, prefix in (_PREFIXES | _SMALL).items():
            table.setdefault(short + sign, prefix + canonical)
    return table


UNITS: Mapping[str, str] = _table()
"""Spelling → pint's name."""
CURRENCY = "$€£"
"""Signs that stand before their number."""


def pint_name(spelling: str) -> str:
    """pint's name of one unit. Raises ExpressionFault with near names where there is none."""
    if SPELLING.match(spelling) and spelling in UNITS:
        return UNITS[spelling]
    near = difflib.get_close_matches(spelling[:30], UNITS, n=3, cutoff=0.6)
    hint = f"; near it: {', '.join(near)}" if near else ""
    raise ExpressionFault(f"the unit {spelling[:30]!r} isn't known{hint}")


def parts_of(unit: str) -> tuple[tuple[str, int], ...]:
    """The names of a compound unit with their exponents: `m/s^2` → (m, 1), (s, -2).

    Everything after a `/` up to the next sign divides, as in arithmetic. Raises ExpressionFault for
    exponents beyond 9 and for what isn't so made.
    """
    parts: list[tuple[str, int]] = []
    for sign, piece in re.findall(r"([*/]?)([^*/]+)", unit):
        name, _, power = piece.partition("^")
        if not re.fullmatch(r"-?[0-9]?", power):
            raise ExpressionFault(f"the exponent of {name[:30]!r} isn't a digit")
        parts.append((name, int(power or 1) * (-1 if sign == "/" else 1)))
    return tuple(parts)
