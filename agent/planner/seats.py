"""Seats: one place in the dataset each, a cell with attribute values; drawn once, from the approved plan."""

from collections.abc import Mapping, Sequence

from seedbed.memory.brief import Cell, Seat
from seedbed.memory.plan import Plan, cells
from seedbed.memory.randomness import rng
from seedbed.memory.spec import Attribute, Spec


def draw_seats(spec: Spec, plan: Plan, attributes: Mapping[str, Sequence[Attribute]]) -> list[Seat]:
    """N seats for N rows, numbered part after part, cell after cell.

    Args:
        attributes: Part name → the dimensions its rows vary in. Values are balanced over a part's seats:
            each block of as many seats as there are values has each value once, in an order of its own, so
            margins are within one row and two attributes are independent.
    """
    return more_seats(spec, plan, {}, attributes, 0)


def more_seats(
    spec: Spec,
    plan: Plan,
    there: Mapping[str, int],
    attributes: Mapping[str, Sequence[Attribute]],
    first: int,
) -> list[Seat]:
    """The seats that a plan has above those that are there, numbered on; attributes stay balanced.

    Args:
        there: Cell key → rows that the plan had before.
        first: Number of the first new seat.
    """
    seats: list[Seat] = []
    for part in spec.parts:
        mine = plan.part(part.name)
        places: list[Cell] = []
        for cell in cells(part, mine.tree, mine.difficulties):
            places.extend([cell] * (mine.quotas.get(cell.key, 0) - there.get(cell.key, 0)))
        before = sum(there.get(key, 0) for key in mine.quotas)
        columns = {
            a.name: _balanced(a.values, before + len(places), spec.seed, f"attribute/{part.name}/{a.name}")
            for a in attributes.get(part.name, ())
        }
        for place, cell in enumerate(places, before):
            values = {name: column[place] for name, column in columns.items()}
            seats.append(Seat(number=first + len(seats), cell=cell, attributes=values))
    return seats


def _balanced(values: Sequence[str], rows: int, seed: int, purpose: str) -> list[str]:
    column: list[str] = []
    while len(column) < rows:
        block = list(values)
        rng(seed, purpose, len(column)).shuffle(block)
        column.extend(block)
    return column[:rows]
