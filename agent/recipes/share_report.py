"""What a person is told before approval of how shares come out on so many rows; and whether they can."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from seedbed.agent.recipes.axes import Varied
from seedbed.agent.recipes.deal import amount, applies, deal, exact, quotas
from seedbed.agent.recipes.shapes import spelled
from seedbed.agent.recipes.validate import Faults
from seedbed.memory.errors import UserFault
from seedbed.memory.recipe import Axis, Leaf, Recipe, Value

_TRIED = 20_000
"""Rows on which shares are dealt to see whether they can be."""


def dealt_so(
    axes: Sequence[Axis], varied: Varied, params: Mapping[str, Any], rows: int, faults: Faults
) -> list[str]:
    """How shares come out, a line each; notes those that can't be dealt."""
    told: list[str] = []
    if varied.languages:
        told += _told(Axis(name="language", shares=varied.languages), rows, rows, faults, ("languages",))
    seats = _seats(axes, varied, params, rows, faults)
    for axis in axes:
        if axis.ask or not axis.shares:
            continue
        if seats is None:
            if not axis.when and not axis.other_than:
                _told(axis, rows, rows, faults, _path(axis))
            continue
        eligible = sum(1 for seat in seats if applies(axis, seat, params))
        if not eligible:
            faults.say(_path(axis), f"on {rows} rows `when` never holds")
        elif axis.name in varied.shared:
            told += _told(axis, eligible, rows, faults, _path(axis))
        else:
            told += _none_left(axis, quotas(axis, eligible, rows), eligible)
    return told


def _path(axis: Axis) -> tuple[str, ...]:
    return ("vary", axis.name)


def _seats(
    axes: Sequence[Axis], varied: Varied, params: Mapping[str, Any], rows: int, faults: Faults
) -> list[dict[str, Value]] | None:
    """Seats as they would be dealt, with stand-ins for values that are asked for; none: they can't be."""
    if not 0 < rows <= _TRIED:
        return None
    recipe = Recipe(
        name="tried",
        about="",
        fields=(),
        axes=tuple(axes),
        levels=dict(varied.levels or {}),
        languages=varied.languages,
        leaf=Leaf(of="none"),
        steps=(),
        params=dict(params),
    )
    asked = {axis.name: _stand_ins(axis, varied) for axis in axes if axis.ask}
    try:
        return deal(recipe, [{} for _ in range(rows)], asked, 0)
    except UserFault as fault:
        names = [axis.name for axis in axes]
        name = fault.where.split(".")[-1]
        faults.say(("vary", name) if name in names else ("languages",), fault.what)
        return None


def _stand_ins(axis: Axis, varied: Varied) -> list[str] | dict[str, list[str]]:
    values = [f"{axis.name} {number + 1}" for number in range(axis.wanted)]
    if not axis.per:
        return values
    other = varied.axis(axis.per)
    if other is None:
        return values
    keys: Sequence[Value] = (
        [f"{other.name} {n + 1}" for n in range(other.wanted)]
        if other.ask
        else (*other.values, other.otherwise)
    )
    return {spelled(key): values for key in keys}


def _told(axis: Axis, eligible: int, rows: int, faults: Faults, path: tuple[str, ...]) -> list[str]:
    """Shares that come out otherwise than written: halves, thirds, absolute numbers, values without a row."""
    try:
        owed = exact(axis.shares, eligible, rows)
        whole = quotas(axis, eligible, rows)
    except (ValueError, UserFault) as fault:
        faults.say(path, str(getattr(fault, "what", fault)))
        return []
    told = []
    halves = [n for n in owed if n % 1 == Fraction(1, 2)]
    for share, number in zip(axis.shares, owed, strict=True):
        got, name = whole[share.value], spelled(share.value)
        if share.amount == "rest":
            continue
        if amount(share.amount).unit == "rows":
            told.append(f"{axis.name}: {name} is read as {share.amount} of {rows}, not as a share")
        elif number.denominator != 1:
            base = eligible if amount(share.amount).unit == "share" else rows
            why = "; the half goes to the value named first" if number in halves and len(halves) > 1 else ""
            told.append(
                f"{axis.name}: {share.amount.removesuffix(' of all')} of {base} for {name}: {got}{why}"
            )
    return [*told, *_none_left(axis, whole, eligible)]


def _none_left(axis: Axis, whole: dict[Value, int], eligible: int) -> list[str]:
    none = [spelled(value) for value, number in whole.items() if not number]
    return [f"{axis.name}: no row is left for {', '.join(none)} (of {eligible})"] if none else []


def only_vary(axes: Sequence[Axis]) -> list[str]:
    """The axes that nobody reads: they bring variety, and nothing is promised of them."""
    names = [axis.name for axis in axes if not (axis.is_field or axis.reads or axis.counted)]
    return [f"only varied, not checked: {', '.join(names)}"] if names else []
