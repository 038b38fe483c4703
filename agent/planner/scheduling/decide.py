"""What becomes of a finished candidate: everything that depends on other rows is decided here.

Called by the committer, in brief order. In this order: unusable drafts fail, reasons of the row itself
reject, the grade that the spec demands, the cell (a row stays if one assignment confirms it, moves if two
agree on another), duplicates, a seat. A right row without a seat is surplus and stays in reserve."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from seedbed.agent.making.parts import main_axis, recipe_of, seat_of
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.recipes.axes import depends
from seedbed.memory.brief import Brief, Seat, split_key
from seedbed.memory.candidate import MISFIT, Draft, Reason, Verdict
from seedbed.memory.recipe import Recipe
from seedbed.memory.spec import Part, Spec

FindDouble = Callable[[Draft, str], Reason | None]
"""(draft, part) → the reason why it is a duplicate of what is accepted or of the user's examples, or None."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and what it does to the seats."""

    verdict: Verdict
    seats: tuple[Seat, ...] = ()
    """Open seats whose attributes were exchanged: to make the row fit, or where they didn't go together."""


def decide(
    brief: Brief, draft: Draft, schedule: Schedule, spec: Spec, find_double: FindDouble, *, reassign: bool
) -> Decision:
    """The verdict on one candidate, given every commit before it. `reassign`: whether a row that two
    assignments place elsewhere moves there; else it is off concept."""
    home = brief.cell.key
    base = Verdict(state="rejected", grade=draft.grade, cell=home)
    if draft.row is None:
        failed = base.model_copy(update={"state": "failed", "reasons": draft.reasons})
        axis = draft.notes.get(MISFIT)
        return _given_away(axis, failed, brief, schedule, spec) if axis else Decision(failed)
    if draft.reasons:
        return Decision(base.model_copy(update={"reasons": draft.reasons}))
    if spec.accept.grade == "proven" and draft.grade != "proven":
        return _rejected(base, Reason(code="policy", by="grade", detail="the spec demands proven rows"))
    cell: str | None = home
    if draft.assigned and home not in draft.assigned:  # it moves where two agree
        cell = next((key for key in draft.assigned if draft.assigned.count(key) >= 2), None)
    if cell is None or cell not in schedule.cells or (cell != home and not reassign):
        tree, keys = schedule.trees.get(brief.cell.part), dict.fromkeys((home, *draft.assigned))
        leaves = [split_key(key)[1] for key in keys]
        wanted, *read = (f"«{tree[one].name if tree and one in tree else one}»" for one in leaves)
        told = f"it reads as {' or '.join(read)}, not as {wanted}"
        return _rejected(base, Reason(code="off concept", by="assignment", detail=told))
    if double := find_double(draft, brief.cell.part):
        return _rejected(base.model_copy(update={"cell": cell}), double)
    moved = base.model_copy(update={"cell": cell, "moved_from": home if cell != home else ""})
    return _seated(moved, brief, schedule, spec.part(brief.cell.part))


def _given_away(axis: str, failed: Verdict, brief: Brief, schedule: Schedule, spec: Spec) -> Decision:
    """Of a candidate whose value of an axis didn't fit: the seat that has the value now, if one can."""
    seats = exchanged(axis, brief, schedule, spec.part(brief.cell.part))
    has = f"seat {seats[1].number} has that value now" if seats else "no other seat takes that value"
    *before, last = failed.reasons
    reasons = (*before, last.model_copy(update={"detail": f"{last.detail} — {has}"}))
    return Decision(failed.model_copy(update={"reasons": reasons}), seats)


def _seated(verdict: Verdict, brief: Brief, schedule: Schedule, part: Part) -> Decision:
    """A seat for a right row, or the reserve. In its brief's cell also seats that are leased may be taken."""
    there, own = schedule.cells[verdict.cell], verdict.cell == brief.cell.key
    if own and there.has(brief.seat):
        return _accepted(verdict, brief.seat)
    if (same := schedule.seat_with(there, brief.attributes, leased=own)) is not None:
        return _accepted(verdict, same)
    partner = _partner(brief, schedule, there.cell.kind if _by_cells(part) else None)
    if partner is not None or schedule.added:
        free = sorted(there.open if own else schedule.free(there), key=lambda n: (schedule.leases[n], n))
        if free and partner is not None:
            return _accepted(verdict, free[0], _exchanged(free[0], partner, schedule))
        for number in free:
            if adopted := _adopt(number, brief, schedule):
                return _accepted(verdict, number, adopted)
    return _rejected(verdict, Reason(code="surplus", by="seats", detail="no open seat fits"))


def _by_cells(part: Part) -> bool:
    """Whether some axis is dealt by what cells say, labels or levels."""
    if not part.recipe:
        return False
    recipe = recipe_of(part)
    main = main_axis(recipe)
    return any(depends(axis) & {"level", main.name if main else ""} for axis in recipe.axes)


def _partner(brief: Brief, schedule: Schedule, kind: tuple[str, str, str] | None) -> int | None:
    """An unleased seat of the part that has what the row has: in a cell of this kind, or in whatever cell."""
    states = (state for state in schedule.cells.values() if state.cell.part == brief.cell.part)
    able = (state for state in states if kind in (None, state.cell.kind))
    found = (schedule.seat_with(state, brief.attributes) for state in able)
    return next((number for number in found if number is not None), None)


def _exchanged(number: int, other: int, schedule: Schedule) -> tuple[Seat, ...]:
    here, there = schedule.seats[number], schedule.seats[other]
    return (
        here.model_copy(update={"attributes": there.attributes}),
        there.model_copy(update={"attributes": here.attributes}),
    )


def _adopt(number: int, brief: Brief, schedule: Schedule) -> tuple[Seat, ...]:
    """The seat with the row's attributes, if they differ in nothing but values that directives added."""
    here = schedule.seats[number]
    odd = [item for item in brief.attributes.items() if here.attributes.get(item[0]) != item[1]]
    same = here.attributes.keys() <= brief.attributes.keys()
    if not same or any(item not in schedule.added for item in odd):
        return ()
    return (here.model_copy(update={"attributes": brief.attributes}),)


def _accepted(verdict: Verdict, seat: int, seats: Sequence[Seat] = ()) -> Decision:
    accepted = verdict.model_copy(update={"state": "accepted", "seat": seat, "reasons": ()})
    return Decision(accepted, tuple(seats))


def _rejected(verdict: Verdict, reason: Reason) -> Decision:
    return Decision(verdict.model_copy(update={"state": "rejected", "reasons": (reason,)}))


_LOOKED_AT = 400
"""Seats that are looked at, one of those that want the same."""
_FEW, _MOST = 20, 0.25
"""From so many kinds on that didn't fit, and so large a share of the candidates, nothing is exchanged:
who finds that so little goes together would find it of what he gets instead, too."""


def exchanged(axis: str, brief: Brief, schedule: Schedule, part: Part) -> tuple[Seat, ...]:
    """The brief's seat and another open one, which no brief is out for, with each other's values of an axis
    and of those that hang on it, so that every share stays as it was dealt. Of those that it may be exchanged
    with the one that has least in common with it; none: there is none, or too much didn't fit before."""
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
