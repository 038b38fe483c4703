"""The planner's answer to a directive: a pure function of schedule and directive.

Quota moves only among children of one parent (and within one label and difficulty), or by a person's word;
what has no receiver stays where it is and is missing. Seats that change are returned, to be written in the
same transaction; on resume they come from the store, and the directives are only remembered. A split has to
be completed before, by subconcepts that a model proposes (`resolve`)."""

from collections.abc import Iterable, Sequence
from heapq import heapify, heapreplace
from itertools import compress
from typing import Any

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
    Unshow,
    Weigh,
)
from seedbed.agent.planner.scheduling.schedule import CellState, Schedule
from seedbed.agent.planner.tree.distinct import unlike
from seedbed.agent.planner.tree.propose import Workshop, propose_concepts
from seedbed.agent.work import Env
from seedbed.memory.brief import Cell, Seat
from seedbed.memory.plan import largest_remainder
from seedbed.memory.tree import Concept, grow

_STALE = 12
"""Candidates in a row without one accepted after which a cell takes no seats from others."""
_ROUNDED_AWAY = 0.5
"""Rows, below which a leaf's share was rounded to nothing; one without rows though its share is more was
emptied by a person."""
_LEAST = 1e-9
"""A leaf's share of the tree is never taken for less."""
_BRANCHES = 3
"""Subconcepts of a split leaf."""


def answer(directive: Directive, schedule: Schedule) -> tuple[Seat, ...]:
    """Do what a directive asks; the seats that changed. `stop` is the build graph's to answer."""
    remember(directive, schedule)
    changed: list[Seat] = []
    match directive:
        case Reweight():
            changed = _hand_over(schedule.cells[directive.cell], schedule)
        case Prune():
            for state in schedule.of_leaf(directive.part, directive.leaf):
                changed += _hand_over(state, schedule, anywhere=directive.by == "person")
        case Expand():
            for state in schedule.of_leaf(directive.part, directive.leaf):
                changed += _spread(state.open, _below(state, schedule), schedule)
        case AddConcept():
            changed = _endow(directive, schedule)
        case Weigh():
            changed = _weigh(directive, schedule)
        case AddValues():
            changed = _vary(directive, schedule)
    return tuple(changed)


def close(directives: Iterable[Directive], schedule: Schedule) -> None:
    """Before they are answered: what any of them prunes is closed, so that no seat goes from one pruned leaf
    to the next."""
    for directive in directives:
        if isinstance(directive, Prune):
            remember(directive, schedule)


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
            schedule.guidance.get(key, {}).pop(directive.say, None)
        case Prune() | Expand():
            for state in schedule.of_leaf(directive.part, directive.leaf):
                state.closed = True
            if isinstance(directive, Expand):
                _plant(directive.part, directive.concepts, schedule)
        case AddConcept():
            _plant(directive.part, (directive.concept,), schedule)
        case AddValues():
            schedule.added |= {(directive.attribute, value) for value in directive.values}
        case Show():
            schedule.shown.setdefault(directive.cell, {})[directive.number] = None
        case Unshow():
            schedule.shown.get(directive.cell, {}).pop(directive.number, None)
        case Retire():
            schedule.retired.add(directive.text)
        case SetCheck():
            off, this = schedule.unasked.get(directive.part, frozenset()), {directive.check}
            schedule.unasked[directive.part] = off - this if directive.on else off | this


def receivers(state: CellState, schedule: Schedule, *, anywhere: bool = False) -> list[CellState]:
    """Cells that may take a cell's seats: same label and difficulty, a sibling leaf, able to give rows.

    Those that have seats; where there are none, those whose share of the rows was less than half a row.
    `anywhere`: where no sibling can take them, any leaf of the part may."""
    tree, alike = schedule.trees[state.cell.part], schedule.of_kind[state.cell.kind]
    parents, rows = set(tree[state.cell.leaf].parents), sum(one.quota for one in alike)
    others = (one for one in alike if one is not state and not one.given_up)
    able = [one for one in others if one.tally.since_accepted < _STALE]
    kin = [one for one in able if parents & set(tree[one.cell.leaf].parents)]
    for some in (kin, able) if anywhere else (kin,):
        small = (one for one in some if 0 < tree.share(one.cell.leaf) * rows < _ROUNDED_AWAY)
        if found := [one for one in some if one.quota] or [*small]:
            return found
    return []


def rehouse(schedule: Schedule) -> tuple[Seat, ...]:
    """Seats that a person's command opened in closed cells go to the concepts that theirs was split into,
    else to its siblings, else to any leaf of the part; the seats that changed."""
    changed: list[Seat] = []
    for state in [state for state in schedule.cells.values() if state.closed and state.open]:
        below = _spread(state.open, _below(state, schedule), schedule)
        changed += below or _hand_over(state, schedule, anywhere=True)
    return tuple(changed)


def _below(state: CellState, schedule: Schedule) -> list[CellState]:
    """A cell's own among the concepts that its concept was split into, of those that take rows."""
    children = schedule.trees[state.cell.part].children(state.cell.leaf)
    keys = (state.cell.model_copy(update={"leaf": child.id}).key for child in children)
    return [there for key in keys if (there := schedule.cells.get(key)) and not there.closed]


def _hand_over(state: CellState, schedule: Schedule, *, anywhere: bool = False) -> list[Seat]:
    return _spread(state.open, receivers(state, schedule, anywhere=anywhere), schedule)


def _spread(numbers: Sequence[int], able: Sequence[CellState], schedule: Schedule) -> list[Seat]:
    """Seats given one by one to the cell that has fewest for its leaf's share of the tree, of several the one
    whose leaf has fewest; none where there are no cells."""

    def has(state: CellState) -> tuple[float, float]:
        part, leaf = state.cell.part, state.cell.leaf
        share = max(schedule.trees[part].share(leaf), _LEAST)
        return state.quota / share, sum(one.quota for one in schedule.of_leaf(part, leaf)) / share

    changed: list[Seat] = []
    by_need = [(has(state), state.place, state) for state in able]
    heapify(by_need)
    for number in tuple(numbers) if by_need else ():
        _, place, state = by_need[0]
        changed.append(_moved(number, schedule, cell=state.cell))
        heapreplace(by_need, (has(state), place, state))
    return changed


def _moved(number: int, schedule: Schedule, **changes: Any) -> Seat:
    seat = schedule.seats[number].model_copy(update=changes)
    schedule.move(seat)
    return seat


def _plant(part: str, concepts: Sequence[Concept], schedule: Schedule) -> None:
    schedule.history.append({**schedule.trees, part: grow(schedule.trees[part], concepts)})
    schedule.add_kinds(part, concepts)


def _endow(directive: AddConcept, schedule: Schedule) -> list[Seat]:
    """A new concept's seats: its share, by weight among those that take rows, of all open seats of its
    siblings, or of what lies below.

    Shared out over labels and levels as a whole, for a share of each single cell may round to nothing."""
    part, tree = directive.part, schedule.trees[directive.part]
    siblings = {c.id: c for parent in directive.concept.parents for c in tree.children(parent)}
    below = {id: [leaf.id for leaf in tree.leaves_under(id)] for id in siblings}
    open_ = [
        id for id in siblings if any(not s.closed for leaf in below[id] for s in schedule.of_leaf(part, leaf))
    ]
    weight = directive.concept.weight / (sum(siblings[id].weight for id in open_) or 1.0)
    leaves = [leaf for some in below.values() for leaf in some]
    kinds: list[tuple[Cell, list[CellState]]] = []
    for mine in schedule.of_leaf(part, directive.concept.id):
        keys = [mine.cell.model_copy(update={"leaf": id}).key for id in leaves if id != mine.cell.leaf]
        kinds.append((mine.cell, [schedule.cells[key] for key in keys if key in schedule.cells]))
    lots = [sum(len(there.open) for there in givers) for _, givers in kinds]
    shares = largest_remainder(round(sum(lots) * weight), lots) if sum(lots) else []
    return _taken(kinds, shares, schedule)


def _taken(
    kinds: Sequence[tuple[Cell, Sequence[CellState]]], shares: Sequence[int], schedule: Schedule
) -> list[Seat]:
    """So many seats for each cell that no brief is out for, one by one from that of its givers that has most
    left, of several the one whose leaf has. `kinds`: the cells with their givers."""
    free = {state.place: schedule.free(state)[::-1] for _, givers in kinds for state in givers}

    def left(state: CellState) -> tuple[int, int]:
        part, leaf = state.cell.part, state.cell.leaf
        return len(free[state.place]), sum(len(one.open) for one in schedule.of_leaf(part, leaf))

    changed: list[Seat] = []
    for (cell, givers), share in zip(kinds, shares, strict=False):
        for _ in range(share):
            if able := [state for state in givers if free[state.place]]:
                changed.append(_moved(free[max(able, key=left).place].pop(), schedule, cell=cell))
    return changed


def _weigh(directive: Weigh, schedule: Schedule) -> list[Seat]:
    """A leaf's open seats times a factor, the difference from or to its siblings, or where it has none and a
    person says so any leaf. Its labels and levels share the difference out as a whole, as in `_endow`. A leaf
    of which nothing more is made takes none."""
    mine = [one for one in schedule.of_leaf(directive.part, directive.leaf) if one.open and not one.closed]
    opened = [len(one.open) for one in mine]
    more = round(sum(opened) * directive.factor) - sum(opened)
    shares = largest_remainder(abs(more), opened) if mine else []
    kinds = [(one.cell, receivers(one, schedule, anywhere=directive.by == "person")) for one in mine]
    if more > 0:
        return _taken(kinds, shares, schedule)
    changed: list[Seat] = []
    for one, (_, others), share in zip(mine, kinds, shares, strict=True):
        changed += _spread(schedule.free(one)[::-1][:share], others, schedule)
    return changed


def _vary(directive: AddValues, schedule: Schedule) -> list[Seat]:
    """The new values for their even share, beside those that the attribute has, of the cell's open seats that
    no brief is out for."""
    new, name = directive.values, directive.attribute
    every = len(new) + directive.beside
    changed: list[Seat] = []
    for number in schedule.free(schedule.cells[directive.cell]):
        if (place := number % every) < len(new):  # seats are numbered cell after cell
            values = {**schedule.seats[number].attributes, name: new[place]}
            changed.append(_moved(number, schedule, attributes=values))
    return changed


def _say(directive: Guide, schedule: Schedule) -> None:
    """A sentence more; what was learnt of the concept is half forgotten."""
    key = (directive.part, directive.leaf)
    there = schedule.guidance.setdefault(key, {})
    there.pop(directive.say, None)
    there[directive.say] = directive.when
    if directive.by == "person":  # what nothing came of is tried again with it
        for state in schedule.cells.values():
            if state.cell.part == directive.part and directive.leaf in ("", state.cell.leaf):
                state.tally.since_accepted = 0
    if directive.about in ("defects", ""):
        schedule.beliefs.forget(directive.part, directive.leaf)


# completing splits: what models answer is in the journal; it is data, cleaned and checked for being distinct


async def resolve(
    asked: Sequence[Directive], schedule: Schedule, env: Env, commit: int
) -> tuple[list[Directive], list[Expand]]:
    """The directives of one critique, complete; and the splits for which no two distinct subconcepts came."""
    ready: list[Directive] = []
    dropped: list[Expand] = []
    for one in asked:
        if isinstance(one, Expand):
            concepts = await _branches(one, schedule, env, commit)
            if len(concepts) < 2:
                dropped.append(one)
                continue
            one = one.model_copy(update={"concepts": concepts})
        ready.append(one)
    return ready, dropped


async def _branches(directive: Expand, schedule: Schedule, env: Env, commit: int) -> tuple[Concept, ...]:
    """Distinct subconcepts of a leaf, as concepts of the tree."""
    part, tree = env.spec.part(directive.part), schedule.trees[directive.part]
    parent = tree[directive.leaf]
    rows = sum(len(one.open) for one in schedule.of_leaf(directive.part, directive.leaf))
    shop = Workshop(env.client, env.resources)
    taken = [concept.id for concept in tree.concepts]
    found = await propose_concepts(part, env.spec, shop, parent, _BRANCHES, rows, taken, stage=f"/{commit}")
    others = [leaf.name for leaf in tree.leaves() if leaf.id != parent.id]
    return tuple(compress(found, unlike([one.name for one in found], others)))
