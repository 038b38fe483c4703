"""Values that, by its writer's word, don't go with the rest of what was drawn for a row: others get them.

Two open seats change places in that one axis and in those that hang on it, where both agree on whatever these
hang on; so every share stays as it was dealt. What was declined once is drawn for nobody again."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from seedbed.agent.making.parts import recipe_of, seat_of
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.recipes.axes import depends
from seedbed.memory.brief import Brief, Seat
from seedbed.memory.recipe import Recipe
from seedbed.memory.spec import Part

_LOOKED_AT = 400
"""Seats that are looked at, one of those that want the same."""
_FEW, _MOST = 20, 0.25
"""From so many kinds on that didn't fit, and so large a share of the candidates, nothing is exchanged:
who finds that so little goes together would find it of what he gets instead, too."""


def exchanged(axis: str, brief: Brief, schedule: Schedule, part: Part) -> tuple[Seat, ...]:
    """The brief's seat and another open one, which no brief is out for, with each other's values of an axis.
    Of those that it may be exchanged with the one that has least in common with it; none: there is none, or
    too much didn't fit before."""
    if len(schedule.refused.misfits) >= max(_FEW, _MOST * schedule.parts[part.name].committed):
        return ()
    here, recipe = schedule.seats[brief.seat], recipe_of(part)
    moved = _hanging_on(axis, recipe)
    if not _is_free(here, brief, schedule) or not moved <= here.attributes.keys():
        return ()
    held = {name for one in recipe.dealt if one.name in moved for name in depends(one)} - moved
    seat = _whole(here, part)

    def apart(other: Mapping[str, Any]) -> int:
        """In how much two seats differ besides, subtopics above all."""
        differing = [name for name in seat if name not in moved and seat[name] != other.get(name)]
        return len(differing) + ("leaf" in differing)

    best: list[tuple[int, Seat, Seat]] = []
    for there in islice(_others(schedule, part.name), _LOOKED_AT):
        other = _whole(there, part)
        fits = all(seat.get(name) == other.get(name) for name in held)
        if fits and other[axis] != seat[axis] and apart(other):
            pair = _with(here, there, moved), _with(there, here, moved)
            kinds = {schedule.seats.alike(one.cell, one.attributes) for one in pair}
            if schedule.refused.misfits.isdisjoint(kinds):
                best.append((apart(other), *pair))
    return max(best, key=lambda one: one[0])[1:] if best else ()


def _is_free(seat: Seat, brief: Brief, schedule: Schedule) -> bool:
    """Whether a brief's seat is open, wants what it wanted, and no other brief is out for it."""
    home, kinds = schedule.cells.get(seat.cell.key), schedule.seats
    same = kinds.kind(seat.number) == kinds.kind_of(brief.cell, brief.attributes)
    return home is not None and home.has(seat.number) and same and schedule.leases[seat.number] == 1


def _whole(seat: Seat, part: Part) -> dict[str, Any]:
    return {**seat_of(part, seat.cell, seat.attributes), "leaf": seat.cell.leaf}


def _others(schedule: Schedule, part: str) -> Iterator[Seat]:
    """Of each kind of a part's open seats one that no brief is out for."""
    for state in schedule.cells.values():
        if state.open and state.cell.part == part and not state.given_up:
            yield from (schedule.seats[number] for number in state.turns.free())


def _hanging_on(axis: str, recipe: Recipe) -> set[str]:
    """An axis, and those whose values hang on it."""
    moved = {axis}
    for one in recipe.dealt:  # each hangs on earlier ones alone
        if not moved.isdisjoint(depends(one)):
            moved.add(one.name)
    return moved


def _with(seat: Seat, other: Seat, moved: Collection[str]) -> Seat:
    """A seat with another's values of these axes."""
    values: Mapping[str, Any] = {
        name: other.attributes[name] if name in moved else value for name, value in seat.attributes.items()
    }
    return seat.model_copy(update={"attributes": values})
