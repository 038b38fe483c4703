"""Values with units: exact arithmetic and conversion, with pint's factors.

pint is given names from `unit_names.UNITS` alone, never text. A month and a year are units of their own,
because they have no fixed number of days; temperatures with an own zero can be converted and compared only.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy

from seedbed.tools.verification.algebra.bounds import bounded, check_power
from seedbed.tools.verification.algebra.unit_names import CURRENCY, parts_of, pint_name
from seedbed.tools.verification.syntax import ExpressionFault

Units = tuple[tuple[str, int], ...]
"""Spellings with their exponents, none of them zero, in the order of writing."""
_OURS = (
    "dollar = [dollar]",
    "cent = dollar / 100",
    "euro = [euro]",
    "pound_sterling = [pound_sterling]",
    "penny_sterling = pound_sterling / 100",
    "dozen = 12 * count",
    "international_acre = 43560 * foot ** 2",
    "calendar_month = [calendar_month]",
    "calendar_year = 12 * calendar_month",
    "calendar_decade = 10 * calendar_year",
    "calendar_century = 100 * calendar_year",
)
_INSTEAD = {
    **{name: f"calendar_{name}" for name in ("month", "year", "decade", "century")},
    "acre": "international_acre",
}
"""What is taken instead of pint's own: its month is a twelfth of 365.25 days, its acre the surveyors'."""
_OFFSET = frozenset(("degree_Celsius", "degree_Fahrenheit"))
MAX_DIMENSION = 12
"""Greatest exponent of a unit."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in units; `units` is never empty."""

    value: Any
    units: Units


def quantity(value: Any, unit: str) -> Quantity:
    """A value with a unit as it is written. Raises ExpressionFault for units that aren't known."""
    parts = parts_of(unit)
    names = [pint_name(name) for name, _ in parts]
    if len(parts) > 1 and _OFFSET.intersection(names):
        raise ExpressionFault(f"{unit} has two readings: a temperature or a difference of two")
    if not isinstance(value, sympy.Expr):
        raise ExpressionFault("a unit stands behind a number")
    if value.free_symbols:
        raise ExpressionFault(f"the unknown {min(map(str, value.free_symbols))} beside a unit")
    made = _normal(value, parts)
    if not isinstance(made, Quantity):
        raise ExpressionFault(f"{unit} is no unit")
    return made


def add(left: Quantity, right: Quantity, sign: int) -> Any:
    """Sum or difference, in the finer of both units; $, € and £ before their hundredths."""
    _refuse_offset(left, right)
    _check_same(left, right)
    by_size = sorted((left.units, right.units), key=lambda units: float(scale(units)))
    unit = by_size[-1] if name_of(by_size[-1]) in CURRENCY else by_size[0]
    return Quantity(bounded(_in(left, unit) + sign * _in(right, unit)), unit)


def multiply(left: Any, right: Any, sign: int) -> Any:
    """Product (sign 1) or quotient (-1); either may be a bare number. A bare number where no unit is left."""
    _refuse_offset(left, right)
    top, above = (left.value, left.units) if isinstance(left, Quantity) else (left, ())
    bottom, below = (right.value, right.units) if isinstance(right, Quantity) else (right, ())
    if any(value.free_symbols for value in (top, bottom)):
        raise ExpressionFault("an unknown beside a unit")
    if sign < 0 and bottom.is_zero:
        raise ExpressionFault("a division by zero")
    value = bounded(top * bottom if sign > 0 else top / bottom)
    return _normal(value, (*above, *((name, sign * power) for name, power in below)))


def raised(base: Quantity, exponent: Any) -> Any:
    """A power; roots where all units allow."""
    _refuse_offset(base)
    if not exponent.is_Rational or any((power * exponent).is_Integer is False for _, power in base.units):
        raise ExpressionFault("a unit to an exponent that isn't whole")
    check_power(base.value, exponent)
    return _normal(
        bounded(base.value**exponent), tuple((n, int(power * exponent)) for n, power in base.units)
    )


def convert(value: Any, unit: Any) -> Quantity:
    """A quantity in another unit. Raises ExpressionFault where both aren't of one kind."""
    if not isinstance(unit, Quantity) or unit.value != 1:
        raise ExpressionFault("convert needs a unit to convert to, such as m/s")
    if not isinstance(value, Quantity):
        raise ExpressionFault("convert needs a quantity with a unit, such as 90 km/h")
    _check_same(value, unit)
    return Quantity(bounded(_in(value, unit.units)), unit.units)


def difference(left: Quantity, right: Quantity) -> Any:
    """left less right as a bare number, in root units; for comparing."""
    _check_same(left, right)
    return _rooted(left) - _rooted(right)


def radians_of(value: Quantity) -> Any:
    """An angle as a bare number. Raises ExpressionFault for other quantities."""
    if _roots(value.units) != (("radian", 1),):
        raise ExpressionFault("an angle is needed, in degrees or radians")
    return value.value * scale(value.units)


def scale(units: Units) -> Any:
    """The factor to root units, a sympy number."""
    factor = sympy.Integer(1)
    for name, power in units:
        factor *= _factor(name)[0] ** power
    return factor


def name_of(units: Units) -> str:
    """Units as text: `km/h`, `kg*m/s^2`, `s^-1`."""
    above = [f"{name}^{power}" if power > 1 else name for name, power in units if power > 0]
    if not above:
        return "*".join(f"{name}^{power}" for name, power in units)
    below = [f"/{name}^{-power}" if power < -1 else f"/{name}" for name, power in units if power < 0]
    return "*".join(above) + "".join(below)


def _normal(value: Any, parts: Units) -> Any:
    """Spellings of one kind are brought to the first of them; what has no unit left is a bare number."""
    kept: dict[str, int] = {}
    for name, power in parts:
        same = next((other for other in kept if _factor(other)[1] == _factor(name)[1]), name)
        value *= (_factor(name)[0] / _factor(same)[0]) ** power
        kept[same] = kept.get(same, 0) + power
    units = tuple((name, power) for name, power in kept.items() if power)
    if any(abs(power) > MAX_DIMENSION for _, power in units):
        raise ExpressionFault(f"a unit to a power beyond {MAX_DIMENSION}")
    if not _roots(units):
        return bounded(value * scale(units))
    return Quantity(bounded(value), units)


def _roots(units: Units) -> tuple[tuple[str, int], ...]:
    """Root units with their exponents, sorted."""
    total: dict[str, int] = {}
    for name, power in units:
        for root, own in _factor(name)[1]:
            total[root] = total.get(root, 0) + own * power
    return tuple(sorted((root, power) for root, power in total.items() if power))


def _check_same(left: Quantity, right: Quantity) -> None:
    if _roots(left.units) != _roots(right.units):
        raise ExpressionFault(f"{name_of(left.units)} and {name_of(right.units)} aren't of one kind")


def _refuse_offset(*values: Any) -> None:
    for value in values:
        if isinstance(value, Quantity) and pint_name(value.units[0][0]) in _OFFSET:
            raise ExpressionFault("a temperature in °C or °F can't be calculated with: convert it to K first")


def _in(value: Quantity, units: Units) -> Any:
    offset, step = _zero(units)
    return (_rooted(value) - offset) / step


def _rooted(value: Quantity) -> Any:
    offset, step = _zero(value.units)
    return value.value * step + offset


def _zero(units: Units) -> tuple[Any, Any]:
    """(root value at zero, root value of one step)."""
    canonical = pint_name(units[0][0])
    if canonical not in _OFFSET:
        return sympy.Integer(0), scale(units)
    zero = _registry().Quantity(Fraction(0), canonical).to("kelvin").magnitude
    return _exact(zero), scale(units)


@lru_cache(maxsize=1_024)
def _factor(spelling: str) -> tuple[Any, tuple[tuple[str, int], ...]]:
    """The factor of one unit to root units, exactly, and these."""
    canonical = pint_name(spelling)
    if canonical == "degree":
        return sympy.pi / 180, (("radian", 1),)
    canonical = _INSTEAD.get(canonical, canonical)
    registry = _registry()
    if canonical in _OFFSET:
        canonical = f"delta_{canonical}"
    rooted = registry.Quantity(Fraction(1), registry.UnitsContainer({canonical: 1})).to_root_units()
    units = tuple(sorted((name, int(power)) for name, power in rooted.unit_items()))
    return _exact(rooted.magnitude), units


def _exact(value: Any) -> Any:
    whole = Fraction(value)
    return sympy.Rational(whole.numerator, whole.denominator)


@lru_cache(maxsize=1)
def _registry() -> Any:
    import pint

    registry: Any = pint.UnitRegistry(non_int_type=Fraction)
    for definition in _OURS:
        registry.define(definition)
    return registry
