"""The schedule: what the planner knows after a given commit, and nothing besides. A pure function of the
approved seats, the commits and the directives, so a resumed build rebuilds it from the store."""

from array import array
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from seedbed.agent.planner.scheduling.ascending import Numbers, drop, holds, merged
from seedbed.agent.planner.scheduling.beliefs import Beliefs, Tally
from seedbed.agent.planner.scheduling.refusals import Refusals
from seedbed.agent.planner.scheduling.roll import Roll
from seedbed.agent.planner.scheduling.turns import Turns
from seedbed.memory.brief import Brief, Cell, Seat
from seedbed.memory.candidate import MISFIT, Draft, Verdict
from seedbed.memory.exact.canonical import digest
from seedbed.memory.tree import Concept, ConceptTree

_FLOOR = 0.05
"""Expected acceptance is never taken for less, so that open briefs stay bounded."""
_LATEST = 32
"""Accepted rows of a cell that briefs may look at."""
_WORTH_A_BRIEF = 0.5
"""Rows that a cell must expect to miss, even if its briefs in flight do well, before one more goes out for
it. A row too many is paid for; waiting for what is in flight costs time alone, at the end of a build."""
_LAST = 2.0**-60
"""By which the need of a cell is multiplied that is to come after all others: exactly, and with room."""
TRIES = 12
"""Candidates in a row without one accepted before a cell's form is changed or its seats move."""
GIVE_UP = 60
"""Candidates in a row without one accepted, over every method, before a cell is given up."""


@dataclass(slots=True)
class CellState:
    """One cell's place on the schedule."""

    cell: Cell
    place: int
    """Among the cells, in the plan's order."""
    open: "array[int]" = field(default_factory=Numbers)
    """Numbers of open seats, ascending."""
    turns: Turns = field(default_factory=Turns, compare=False, repr=False)
    """Of the open seats."""
    filled: int = 0
    in_flight: int = 0
    tally: Tally = field(default_factory=Tally)
    exhausted: bool = False
    """At the last critique no method had anything left for it."""
    closed: bool = False
    """Pruned, or split into subconcepts: nothing more is ordered for it."""
    need: float = field(default=0.0, compare=False, repr=False)
    """By which it stands among those that want a brief; 0: it doesn't."""

    @property
    def quota(self) -> int:
        return len(self.open) + self.filled

    def has(self, number: int) -> bool:
        """Whether a seat of this number is open here."""
        return holds(self.open, number)

    @property
    def given_up(self) -> bool:
        """Whether nothing more is ordered for it."""
        return self.closed or self.exhausted or self.tally.since_accepted >= GIVE_UP

    @property
    def brings(self) -> bool:
        """Whether rows came of it, and lately."""
        return self.tally.brought > 0 and self.tally.since_accepted < TRIES


class Schedule:
    """The state of a build after its last commit."""

    def __init__(
        self,
        seats: Iterable[Seat],
        cells: Iterable[Cell],
        trees: Mapping[str, ConceptTree],
        given: Collection[str] = frozenset(),
    ) -> None:
        """Args:
        cells: Every cell of the plan, in the plan's order (some may have no seat).
        trees: Part → its concept tree.
        given: Digests of rows of the user's own that may be shown."""
        self.history: list[dict[str, ConceptTree]] = [dict(trees)]
        """Part → its tree, by revision; 0: as approved. Directives revise them."""
        self.beliefs = Beliefs()
        self.guidance: dict[tuple[str, str], dict[str, str]] = {}
        """(part, leaf or empty for all) → sentences that briefs carry besides the spec's, each with the
        condition under which; empty: always."""
        self.added: set[tuple[str, str]] = set()
        """(attribute, value) that directives added to the plan's."""
        self.retired: set[str] = set()
        """Demonstrations that are shown no more, by the digest of the row."""
        self.taken_back: set[str] = set()
        """The user's own rows that were withdrawn, by the digest of what was given of them."""
        self.unasked: dict[str, frozenset[str]] = {}
        """Part → ids of the checks that no further row is asked."""
        self.shown: dict[str, dict[int, None]] = {}
        """Cell key → accepted candidates that a directive made demonstrations, each once, in their order."""
        self._far = Numbers()
        """Right candidates whose writer was shown rows that were made: they are shown to none."""
        self._given, self._taken = given, set[str]()
        """The user's own rows, and those of them that right candidates have."""
        self.missing = 0
        """Open seats."""
        self.dry = self.lost = 0
        """Candidates since one was last accepted, and those among them of cells that had brought rows."""
        self.seats = Roll()
        self.cells: dict[str, CellState] = {}
        self._wanting: list[tuple[float, int, CellState]] = []
        """The cells that want a brief, neediest first: minus the need, and the place."""
        self._changed: dict[int, CellState] = {}
        """Cells, by place, whose need may be another since."""
        self._of_leaf: dict[tuple[str, str], list[CellState]] = defaultdict(list)
        self.of_kind: dict[tuple[str, str, str], list[CellState]] = defaultdict(list)
        """The cells of a part, label and difficulty, in the plan's order."""
        for cell in cells:
            self._add_cell(cell)
        self.leases = Counter[int]()
        """Seat → briefs in flight for it."""
        self.add_seats(seats)
        self.briefs: dict[int, Brief] = {}
        """Briefs in flight by number."""
        self.refused = Refusals()
        self.used: dict[str, int] = defaultdict(int)
        """Material → briefs that had it, whatever became of them."""
        self.spoilt: dict[str, int] = defaultdict(int)
        """Material → candidates with it that were rejected or failed."""
        self.parts: dict[str, Tally] = defaultdict(Tally)
        self.preferred: dict[str, str] = {}
        """Cell key → method that a directive named."""
        self.reserve: dict[int, tuple[str, dict[str, str]]] = {}
        """Surplus candidates: number → (cell key, attributes)."""
        self.rows: dict[str, array[int]] = defaultdict(Numbers)
        """Cell key → numbers of its accepted candidates, ascending."""

    # what is asked of it ---------------------------------------------------------------------------

    def coming(self, state: CellState) -> float:
        """Seats that a cell's briefs in flight fill if they do well: one standard deviation above what is
        expected, the doubt about its acceptance included (beta-binomial)."""
        number, share = state.in_flight, max(_FLOOR, self.beliefs.fill(state.cell))
        known = self.beliefs.fills_known(state.cell)
        spread = number * share * (1 - share) * (known + number) / (known + 1)
        return number * share + sqrt(spread)

    def wanting(self) -> Iterator[CellState]:
        """The cells that want a brief, by the share of their quota that is neither filled nor likely to be by
        briefs in flight; of equally needy ones the plan's first. Those of which nothing comes go last, and
        where nothing comes of any, those that bring rows first. It costs by how many changed since."""
        for place, state in self._changed.items():
            if state.need:
                del self._wanting[bisect_left(self._wanting, (-state.need, place))]
            short = len(state.open) - self.coming(state) if state.open else 0.0
            state.need = short / state.quota if short >= _WORTH_A_BRIEF else 0.0
            state.need *= _LAST if state.tally.since_accepted >= TRIES else 1.0
            if state.need:
                insort(self._wanting, (-state.need, place, state))
        self._changed.clear()
        states = (state for _, _, state in self._wanting if not state.given_up)
        return states if self.dry < TRIES else iter(sorted(states, key=lambda state: not state.brings))

    def latest(self, cell: str) -> list[int]:
        """The last accepted candidates of a cell that may be shown, oldest first."""
        return list(filter(self.near, self.rows.get(cell, ())[-_LATEST:]))

    def accepted(self, begins: str = "") -> "array[int]":
        """The accepted candidates of cells whose key begins so (of a part: `PART/`), oldest first."""
        return merged(rows for key, rows in self.rows.items() if key.startswith(begins))

    def demonstrations(self, cell: str) -> list[int]:
        """The accepted candidates of a cell that a directive made demonstrations and that may be shown."""
        return list(filter(self.near, self.shown.get(cell, ())))

    def stands(self, number: int, cell: str) -> bool:
        """Whether a candidate is an accepted one of a cell."""
        return holds(self.rows.get(cell, Numbers()), number)

    def near(self, number: int) -> bool:
        """Whether an accepted candidate may be shown: nothing that was made was shown to its writer."""
        return not holds(self._far, number)

    # what changes it -------------------------------------------------------------------------------

    def order(self, number: int, brief: Brief) -> None:
        """A brief went out."""
        self.briefs[number] = brief
        self._lease(brief.seat, 1)
        home = self.cells[brief.cell.key]
        home.in_flight += 1
        self._changed[home.place] = home
        self.seats.written[self.seats.kind_of(brief.cell, brief.attributes)] += 1
        for material in brief.materials:
            self.used[material] += 1

    def apply(self, number: int, verdict: Verdict, seat: int | None, draft: Draft) -> None:
        """A candidate was decided. `seat`: the one that it has filled."""
        brief = self.briefs.pop(number)
        home = self.cells[brief.cell.key]
        home.in_flight -= 1
        self._lease(brief.seat, -1)
        filled = verdict.state == "accepted" and not verdict.promoted  # which comes later
        brought = verdict.outcome == "accepted" and (filled or verdict.cell == brief.cell.key)
        self.dry, self.lost = (0, 0) if brought else (self.dry + 1, self.lost + home.brings)
        for tally in (home.tally, self.parts[brief.cell.part]):
            tally.add(verdict, draft.tokens, brought)
        self.beliefs.learn(brief, draft, verdict)
        for state in self.of_leaf(brief.cell.part, brief.cell.leaf):
            self._changed[state.place] = state
        kept, misfit = verdict.outcome == "accepted", MISFIT in draft.notes
        if not kept and (draft.row is not None or misfit):
            kind = self.seats.kind_of(brief.cell, brief.attributes)
            self.refused.note(brief.seat, kind, number, misfit=misfit)
        for material in () if kept else brief.materials:
            self.spoilt[material] += 1
        if kept and draft.row is not None:
            varied = brief.grounding.get("vary")
            shown = [*brief.grounding.get("made", ()), *([varied] if varied else [])]
            if any((key := digest(row)) not in self._given or key in self._taken for row in shown):
                insort(self._far, number)
            self.take(draft.row)
        if verdict.state == "accepted":
            self.rows[verdict.cell].append(number)
        elif kept:
            self.reserve[number] = (verdict.cell, brief.attributes)
        self.refused.forget(verdict.seat)
        self._fill(seat)

    def promote(self, number: int, verdict: Verdict) -> None:
        """A reserve candidate was accepted after all."""
        del self.reserve[number]
        insort(self.rows[verdict.cell], number)
        self._fill(verdict.seat)

    def add_seats(self, seats: Iterable[Seat]) -> None:
        """Seats that are open; more of them, where more rows were asked for."""
        for seat in seats:
            self.add_seat(seat)

    def add_seat(self, seat: Seat, *, filled: bool = False) -> None:
        """A seat of a higher number than those that are there."""
        self.seats.put(seat)
        if filled:
            self.cells[seat.cell.key].filled += 1
        else:
            self._open(seat.number)

    def withdraw(self, number: int, brief: Brief, verdict: Verdict, *, reopen: bool = True) -> None:
        """An accepted row was taken back: it is shown no more, its material spoilt; what was learnt from it
        stays. `verdict`: since. `reopen`: its seat is owed again; on resume seats stand as they ended."""
        kind = self.seats.kind_of(self.cells[verdict.cell].cell, brief.attributes)
        self.refused.note(verdict.held, kind, number, stood=True)
        drop(self.rows[verdict.cell], number)
        for shown in self.shown.values():
            shown.pop(number, None)
        if brief.material:
            self.spoilt[brief.material] += 1
        if given := brief.grounding.get("given"):
            self.taken_back.add(digest(given))
        if reopen and verdict.held is not None:
            self._open(verdict.held)
            self._home(verdict.held).filled -= 1

    def restore(self, number: int, brief: Brief, verdict: Verdict, *, refill: bool = True) -> None:
        """The person took that back, and the row stands again. `verdict`: as it is since. `refill`: whether
        its seat is filled again; on resume the seats stand already as they ended."""
        insort(self.rows[verdict.cell], number)
        if brief.material:
            self.spoilt[brief.material] -= 1
        if given := brief.grounding.get("given"):
            self.taken_back.discard(digest(given))
        if refill:
            self._fill(verdict.seat)

    def take(self, row: Mapping[str, Any]) -> None:
        """A right row has these words, as it was made or as a person mended it."""
        if self._given and (key := digest(dict(row))) in self._given:
            self._taken.add(key)

    def of_leaf(self, part: str, leaf: str) -> Sequence[CellState]:
        """The cells of a concept, by label and difficulty."""
        return self._of_leaf.get((part, leaf), [])

    def short(self, part: str, leaf: str = "") -> list[CellState]:
        """The cells of a concept, or without one of a part, that miss rows and aren't closed."""
        missing = (one for one in self.cells.values() if one.open and not one.closed)
        return [one for one in missing if one.cell.part == part and leaf in ("", one.cell.leaf)]

    def turn(self, state: CellState) -> Seat:
        """Of a cell's open seats the one whose turn it is: with the fewest briefs out, of those one whose
        attributes were written least."""
        return self.seats[state.turns.first(self.seats.written)]

    def seat_with(self, state: CellState, values: Mapping[str, Any], *, leased: bool = False) -> int | None:
        """A cell's open seat with these attribute values that no brief is out for, or `leased`: one with the
        fewest out; of several the first."""
        kind = self.seats.alike(state.cell, values) if state.open else None
        if kind is None:
            return None
        most = max(self.leases.values(), default=0) if leased else 0
        lines = (state.turns.line(kind, out) for out in range(most + 1))
        return next((line[0] for line in lines if line), None)

    def _home(self, number: int) -> CellState:
        return self.cells[self.seats.wanted(self.seats.kind(number))[0].key]

    def _open(self, number: int) -> None:
        state = self._home(number)
        insort(state.open, number)
        self.missing += 1
        self._changed[state.place] = state
        state.turns.join(number, self.seats.kind(number), self.leases[number])

    def _close(self, number: int) -> CellState:
        """The cell that the seat was open in."""
        state = self._home(number)
        drop(state.open, number)
        state.turns.leave(number, self.seats.kind(number), self.leases[number])
        self.missing -= 1
        self._changed[state.place] = state
        return state

    def _lease(self, number: int, more: int) -> None:
        """So many more briefs are out for a seat, whether it is open or not."""
        state, kind, out = self._home(number), self.seats.kind(number), self.leases[number]
        if state.has(number):
            state.turns.leave(number, kind, out)
            state.turns.join(number, kind, out + more)
        self.leases[number] += more
        if not self.leases[number]:
            del self.leases[number]

    def free(self, state: CellState) -> list[int]:
        """A cell's open seats that no brief is out for."""
        return [number for number in state.open if not self.leases[number]]

    def _fill(self, seat: int | None) -> None:
        if seat is not None:
            self._close(seat).filled += 1

    def add_kinds(self, part: str, concepts: Iterable[Concept]) -> None:
        """Cells of new leaves, for each label and difficulty that the part has; those that are there stay."""
        kinds = dict.fromkeys(one.cell.kind[1:] for one in self.cells.values() if one.cell.part == part)
        for concept in concepts:
            for label, difficulty in kinds:
                if not concept.labels or label in concept.labels:
                    cell = Cell(part=part, leaf=concept.id, label=label, difficulty=difficulty)
                    self._add_cell(cell)

    def _add_cell(self, cell: Cell) -> None:
        if cell.key not in self.cells:
            self.cells[cell.key] = state = CellState(cell, len(self.cells))
            self._of_leaf[cell.part, cell.leaf].append(state)
            self.of_kind[cell.kind].append(state)

    @property
    def trees(self) -> dict[str, ConceptTree]:
        """Part → its tree as it stands."""
        return self.history[-1]

    @property
    def revision(self) -> int:
        return len(self.history) - 1

    def move(self, seat: Seat) -> None:
        """An open seat got another cell or other attributes."""
        self._close(seat.number)
        self.seats.put(seat)
        self._open(seat.number)
