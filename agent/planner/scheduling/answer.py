"""The planner's answer to a directive: a pure function of schedule and directive.

Quota moves only among children of one parent (and within one label and difficulty), or by a person's word;
what has no receiver stays where it is and is reported as missing. Adjusting difficulty is guidance. Seats
that change are returned, to be written in the same transaction; on resume the same directives rebuild the
schedule and the seats come from the store.
"""

from collections.abc import Iterable, Sequence

from seedbed.agent.planner.scheduling.directives import (
    AddConcept,
    AddValues,
    ChangeMethod,
    Directive,
    Expand,
    Guide,
    Prune,
    Retire,
    Reweight,
    SetCheck,
    Show,
    Unguide,
    Weigh,
)
from seedbed.agent.planner.scheduling.schedule import CellState, Schedule
from seedbed.memory.brief import Cell, Seat
from seedbed.memory.plan import largest_remainder
from seedbed.memory.tree import Concept, grow

_STALE = 12
"""Candidates in a row without one accepted after which a cell takes no seats from others."""
_ROUNDED_AWAY = 0.5
"""Rows, below which a leaf's share was rounded to nothing; one without rows though its share is more was
emptied by a person."""


def answer(directive: Directive, schedule: Schedule) -> tuple[Seat, ...]:
    """Do what a directive asks; the seats that changed. `stop` is the build graph's to answer."""
    remember(directive, schedule)
    match directive:
        case Reweight():
            return _hand_over([schedule.cells[directive.cell]], schedule)
        case Prune():
            states = _cells_of(directive.part, directive.leaf, schedule)
            return _hand_over(states, schedule, anywhere=directive.by == "person")
        case Expand():
            return _split(directive, schedule)
        case AddConcept():
            return _endow(directive, schedule)
        case Weigh():
            return _weigh(directive, schedule)
        case AddValues():
            return _vary(directive, schedule)
        case _:
            return ()


def remember(directive: Directive, schedule: Schedule) -> None:
    """What a directive changes besides seats; all that a resumed build has to do again."""
    match directive:
        case ChangeMethod():
            schedule.preferred[directive.cell] = directive.method
            schedule.cells[directive.cell].tally.since_accepted = 0
        case Guide():
            _say(directive, schedule)
        case Unguide():
            key = (directive.part, directive.leaf)
            schedule.guidance[key] = tuple(s for s in schedule.guidance.get(key, ()) if s != directive.say)
        case Prune():
            for state in _cells_of(directive.part, directive.leaf, schedule):
                state.closed = True
        case Expand():
            for state in _cells_of(directive.part, directive.leaf, schedule):
                state.closed = True
            _plant(directive.part, directive.concepts, schedule)
        case AddConcept():
            _plant(directive.part, (directive.concept,), schedule)
        case AddValues():
            schedule.beliefs.fresh(directive.cell)
            schedule.added |= {(directive.attribute, value) for value in directive.values}
        case Show():
            schedule.shown.setdefault(directive.cell, []).append(directive.number)
        case Retire():
            schedule.retired.add(directive.text)
        case SetCheck():
            off, this = schedule.unasked.get(directive.part, frozenset()), {directive.check}
            schedule.unasked[directive.part] = off - this if directive.on else off | this
        case _:
            pass


def receivers(state: CellState, schedule: Schedule, *, kin: bool = True) -> list[CellState]:
    """Cells that may take a cell's seats: same label and difficulty, a sibling leaf, able to give rows.

    Those that have seats; where there are none, those whose share of the rows was less than half a row.

    Args:
        kin: Off: any leaf of the part.
    """
    tree = schedule.trees[state.cell.part]
    parents = set(tree[state.cell.leaf].parents)
    able = [
        other
        for other in schedule.cells.values()
        if other is not state
        and other.cell.part == state.cell.part
        and (other.cell.label, other.cell.difficulty) == (state.cell.label, state.cell.difficulty)
        and (not kin or parents & set(tree[other.cell.leaf].parents))
        and not other.given_up
        and other.tally.since_accepted < _STALE
    ]
    if seated := [other for other in able if other.quota]:
        return seated
    alike = (state.cell.part, state.cell.label, state.cell.difficulty)
    rows = sum((s.cell.part, s.cell.label, s.cell.difficulty) == alike for s in schedule.seats.values())
    return [other for other in able if 0 < tree.share(other.cell.leaf) * rows < _ROUNDED_AWAY]


def _cells_of(part: str, leaf: str, schedule: Schedule) -> list[CellState]:
    return [s for s in schedule.cells.values() if (s.cell.part, s.cell.leaf) == (part, leaf)]


def rehouse(schedule: Schedule) -> tuple[Seat, ...]:
    """Seats that came open in closed cells go where the concept's other seats went: to the concepts that it
    was split into, else to its siblings; the seats that changed."""
    changed: list[Seat] = []
    for state in [state for state in schedule.cells.values() if state.closed and state.open]:
        below = [
            cell
            for child in schedule.trees[state.cell.part].children(state.cell.leaf)
            if (cell := state.cell.model_copy(update={"leaf": child.id})).key in schedule.cells
        ]
        changed += _deal(list(state.open), below, schedule) if below else _hand_over([state], schedule)
    return tuple(changed)


def _hand_over(
    states: Iterable[CellState], schedule: Schedule, *, anywhere: bool = False
) -> tuple[Seat, ...]:
    """The open seats of some cells, dealt to their siblings in turn.

    Args:
        anywhere: Where no sibling can take them, any leaf of the part may (by a person's word).
    """
    changed: list[Seat] = []
    for state in states:
        able = receivers(state, schedule) or (receivers(state, schedule, kin=False) if anywhere else [])
        changed += _deal(list(state.open) if able else [], [other.cell for other in able], schedule)
    return tuple(changed)


def _deal(numbers: Sequence[int], cells: Sequence[Cell], schedule: Schedule) -> list[Seat]:
    changed: list[Seat] = []
    for place, number in enumerate(numbers):
        seat = schedule.seats[number].model_copy(update={"cell": cells[place % len(cells)]})
        schedule.move(seat)
        changed.append(seat)
    return changed


def _plant(part: str, concepts: Sequence[Concept], schedule: Schedule) -> None:
    """New leaves in a part's tree, with their cells."""
    schedule.revise(part, grow(schedule.trees[part], concepts))
    schedule.add_kinds(part, concepts)


def _split(directive: Expand, schedule: Schedule) -> tuple[Seat, ...]:
    changed: list[Seat] = []
    for state in _cells_of(directive.part, directive.leaf, schedule):
        heirs = [
            state.cell.model_copy(update={"leaf": concept.id})
            for concept in directive.concepts
            if not concept.labels or state.cell.label in concept.labels
        ]
        changed += _deal(list(state.open) if heirs else [], heirs, schedule)
    return tuple(changed)


def _endow(directive: AddConcept, schedule: Schedule) -> tuple[Seat, ...]:
    """A new concept's seats: its share, by weight, of all open seats of its siblings.

    Shared out over labels and levels as a whole, for a share of each single cell may round to nothing; one
    by one from the sibling that has most left.
    """
    tree = schedule.trees[directive.part]
    siblings = {c.id: c for parent in directive.concept.parents for c in tree.children(parent)}
    weight = directive.concept.weight / (sum(c.weight for c in siblings.values()) or 1.0)
    kinds: list[tuple[Cell, list[CellState]]] = []
    for mine in _cells_of(directive.part, directive.concept.id, schedule):
        keys = [mine.cell.model_copy(update={"leaf": id}).key for id in siblings if id != mine.cell.leaf]
        kinds.append((mine.cell, [schedule.cells[key] for key in keys if key in schedule.cells]))
    lots = [sum(len(there.open) for there in givers) for _, givers in kinds]
    if not sum(lots):
        return ()
    changed: list[Seat] = []
    for (cell, givers), share in zip(kinds, largest_remainder(round(sum(lots) * weight), lots), strict=True):
        for _ in range(share):
            free = {s.cell.leaf: [n for n in s.open if not schedule.leases[n]] for s in givers}
            left = {leaf: len(numbers) for leaf, numbers in free.items() if numbers}
            room = {id: sum(len(s.open) for s in _cells_of(directive.part, id, schedule)) for id in left}
            if left:
                most = max(left, key=lambda leaf: (left[leaf], room[leaf]))
                changed += _deal(free[most][:1], [cell], schedule)
    return tuple(changed)


def _weigh(directive: Weigh, schedule: Schedule) -> tuple[Seat, ...]:
    """A leaf's open seats times a factor, the difference from or to its siblings, cell by cell.

    A leaf of which nothing more is made takes none.
    """
    changed: list[Seat] = []
    for mine in (s for s in _cells_of(directive.part, directive.leaf, schedule) if not s.closed):
        others = receivers(mine, schedule)
        wanted = round(len(mine.open) * directive.factor) - len(mine.open)
        if wanted > 0 and others:
            shares = largest_remainder(wanted, [len(o.open) + 1e-9 for o in others])
            for other, share in zip(others, shares, strict=True):
                free = [n for n in other.open if not schedule.leases[n]]
                changed += _deal(free[:share], [mine.cell], schedule)
        elif wanted < 0 and others:
            free = [n for n in reversed(mine.open) if not schedule.leases[n]]
            changed += _deal(free[:-wanted], [o.cell for o in others], schedule)
    return tuple(changed)


def _vary(directive: AddValues, schedule: Schedule) -> tuple[Seat, ...]:
    """The new values dealt in turn to the open seats of the cell that no brief is out for."""
    state = schedule.cells[directive.cell]
    changed: list[Seat] = []
    free = [number for number in state.open if not schedule.leases[number]]
    for place, number in enumerate(free if directive.values else []):
        seat = schedule.seats[number]
        value = directive.values[place % len(directive.values)]
        seat = seat.model_copy(update={"attributes": {**seat.attributes, directive.attribute: value}})
        schedule.move(seat)
        changed.append(seat)
    return tuple(changed)


def _say(directive: Guide, schedule: Schedule) -> None:
    """A sentence more; what was learnt of the concept is half forgotten."""
    key = (directive.part, directive.leaf)
    before = tuple(s for s in schedule.guidance.get(key, ()) if s != directive.say)
    schedule.guidance[key] = (*before, directive.say)
    if directive.by == "person":  # what nothing came of is tried again with it
        for state in schedule.cells.values():
            if state.cell.part == directive.part and directive.leaf in ("", state.cell.leaf):
                state.tally.since_accepted = 0
    node = f"{directive.part}/{directive.leaf}" if directive.leaf else directive.part
    schedule.beliefs.forget(node, directive.about)
