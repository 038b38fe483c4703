"""Defects planted into right rows of a recipe, so that its checks can be measured: what nobody asked for by
name.

Per axis that is read, the row stands for another value; per check that knows how to spoil, its own ways. How
a changed row is read is `graphs/probing.py`'s business."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from seedbed.agent.making.parts import main_axis, recipe_of, seat_of, text_of
from seedbed.memory.brief import Brief
from seedbed.memory.recipe import CheckUse, Recipe
from seedbed.memory.spec import Part
from seedbed.tools.checks.catalogue import find

SWAP = "swap."


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A right row made wrong in one way."""

    row: dict[str, Any]
    kept: dict[str, Any]
    """What stands beside it."""
    cell: dict[str, str]
    """What of the cell changed: label or difficulty."""
    attributes: dict[str, Any]
    """Axis → value as the wrong row claims."""


def kinds(recipe: Recipe) -> Iterator[str]:
    """The defects that may be planted into rows of a recipe, by name: `swap.AXIS`, `CHECK.FIELD/way`."""
    for axis in recipe.axes:
        if axis.reads and len(axis.values) > 1:
            yield f"{SWAP}{axis.name}"
    for use in recipe.checks:
        for way in find(use.check).spoil:
            yield f"{use.id}/{way}"


def spoil(
    kind: str, row: Mapping[str, Any], kept: Mapping[str, Any], brief: Brief, part: Part, draw: Random
) -> Spoilt | None:
    """The row with a defect; None: this row can't be spoilt so."""
    if kind.startswith(SWAP):
        return _swapped(kind.removeprefix(SWAP), row, kept, brief, part, draw)
    recipe = recipe_of(part)
    id, _, way = kind.rpartition("/")
    use = next((use for use in recipe.checks if use.id == id), None)
    return _by_check(use, way, row, kept, brief, draw) if use else None


def _swapped(
    name: str, row: Mapping[str, Any], kept: Mapping[str, Any], brief: Brief, part: Part, draw: Random
) -> Spoilt | None:
    """The row under another value of an axis: its text stays, what is said of it changes."""
    recipe = recipe_of(part)
    axis, seat = recipe.axis(name), seat_of(part, brief.cell, brief.attributes)
    others = [value for value in axis.values if value != seat.get(name)]
    if name not in seat or not others:
        return None
    value = draw.choice(others)
    main = main_axis(recipe)
    changed = {**row, name: value} if axis.is_field else dict(row)
    if main is not None and main.name == name:
        return Spoilt(changed, dict(kept), {"label": text_of(value)}, {})
    return Spoilt(changed, dict(kept), {}, {name: value})


def _by_check(
    use: CheckUse, way: str, row: Mapping[str, Any], kept: Mapping[str, Any], brief: Brief, draw: Random
) -> Spoilt | None:
    check, known = find(use.check), {**kept, **row}
    inputs = {
        name.rstrip("*"): tuple(known.get(one) for one in named)
        if isinstance(named, tuple)
        else known.get(named)
        for name, named in use.inputs.items()
    }
    made = check.spoil[way](inputs, check.arguments.model_validate(use.arguments), draw)
    if made is None:
        return None
    changes: dict[str, Any] = {}
    for name, named in use.inputs.items():
        if (plain := name.rstrip("*")) not in made:
            continue
        if isinstance(named, tuple):
            changes |= dict(zip(named, made[plain], strict=True))
        else:
            changes[named] = made[plain]
    delivered = {**row, **{name: value for name, value in changes.items() if name in row}}
    beside = {**kept, **{name: value for name, value in changes.items() if name not in row}}
    return None if delivered == row and beside == kept else Spoilt(delivered, beside, {}, {})
