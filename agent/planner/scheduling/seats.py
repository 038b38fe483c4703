"""Seats: one place in the dataset each, a cell with attribute values; drawn once, from the approved plan.

Those of a part with a recipe have the axes' values by exact shares (`agent/recipes/deal.py`)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Any

from seedbed.agent.making.parts import main_axis, recipe_of, seat_of, text_of
from seedbed.agent.recipes.deal import deal
from seedbed.memory.brief import Cell, Seat
from seedbed.memory.exact.randomness import rng
from seedbed.memory.plan import Plan, cells
from seedbed.memory.recipe import Value
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import ConceptTree

_MOST = 10_000


def draw_seats(
    spec: Spec,
    plan: Plan,
    asked: Mapping[str, Any] | None = None,
    there: Mapping[str, int] | None = None,
    first: int = 0,
    seats: Sequence[Seat] = (),
) -> Iterator[Seat]:
    """N seats for N rows, numbered part after part, cell after cell; those that a plan has above others that
    are there, numbered on.

    The attributes of a part without a recipe are balanced over its seats: each block of as many seats as
    there are values has each value once, in an order of its own, so margins are within one row and two
    attributes are independent.

    Args:
        asked: Part name → the values of axes that were asked for (`tree/propose.py`).
        there: Cell key → rows that the plan had before.
        first: Number of the first new seat.
        seats: Those that are there: with the new ones, values come to their shares of the whole."""
    asked, there, number = asked or {}, there or {}, count(first)
    for part in spec.parts:
        mine = plan.part(part.name)
        places: list[Cell] = []
        for cell in cells(part, mine.tree, mine.difficulties):
            places.extend([cell] * (mine.quotas.get(cell.key, 0) - there.get(cell.key, 0)))
        if part.recipe:
            old = [seat for seat in seats if seat.cell.part == part.name]
            dealt = _dealt(part, mine.tree, places, asked.get(part.name, {}), spec.seed + first, old)
            for cell, values in zip(places, dealt, strict=True):
                yield Seat(number=next(number), cell=cell, attributes=values)
            continue
        before = sum(there.get(key, 0) for key in mine.quotas)
        columns = {
            a.name: _balanced(a.values, before + len(places), spec.seed, f"attribute/{part.name}/{a.name}")
            for a in part.attributes
        }
        for place, cell in enumerate(places, before):
            values = {name: column[place] for name, column in columns.items()}
            yield Seat(number=next(number), cell=cell, attributes=values)


def rows_dealt(spec: Spec, plan: Plan, asked: Mapping[str, Any]) -> dict[tuple[str, str], Counter[str]]:
    """(part, axis of its recipe) → rows by the value of it that they will have; of a great many rows nothing,
    for drawing them takes long."""
    parts = {part.name: part for part in spec.parts if part.recipe and spec.rows <= _MOST}
    found = defaultdict[tuple[str, str], Counter[str]](Counter)
    for seat in draw_seats(spec, plan, asked) if parts else ():
        name = seat.cell.part
        for axis, value in seat_of(parts[name], seat.cell, seat.attributes).items() if name in parts else ():
            found[name, axis].update([text_of(value)] * (value is not None))
    return found


def _dealt(
    part: Part,
    tree: ConceptTree,
    places: Sequence[Cell],
    asked: Mapping[str, Any],
    seed: int,
    old: Sequence[Seat],
) -> Iterator[dict[str, Value]]:
    """The axes' values of so many places beside old seats, without those that the cells say."""
    recipe = recipe_of(part)
    main = main_axis(recipe)
    said = {main.name if main else "", "level", "leaf"}
    names = {concept.id: concept.name for concept in tree.concepts}
    every = chain(((cell, {}) for cell in places), ((one.cell, one.attributes) for one in old))
    begun = (
        {**seat_of(part, cell, values), "leaf": names.get(cell.leaf, cell.leaf)} for cell, values in every
    )
    for seat in deal(recipe, begun, asked, seed)[: len(places)]:
        yield {name: value for name, value in seat.items() if name not in said}


def _balanced(values: Sequence[str], rows: int, seed: int, purpose: str) -> list[str]:
    column: list[str] = []
    while len(column) < rows:
        block = list(values)
        rng(seed, purpose, len(column)).shuffle(block)
        column.extend(block)
    return column[:rows]
