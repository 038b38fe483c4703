"""The board: what the planner knows after a given commit, and nothing besides.

Seats and who leases them, briefs in flight, what came of the briefs so far, which material is used. It is a
pure function of the approved seats and the commits, so a resumed build rebuilds it from the store. It changes
only by `order` and `apply`, in the committer's order. What to order next is `order.py`.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from seedbed.memory.brief import Brief, Cell, Seat
from seedbed.memory.candidate import Verdict

_PRIOR = 4.0
"""Pseudo-candidates by which a cell's acceptance leans on its part's (partial pooling)."""
_FLOOR = 0.05
"""Expected acceptance is never taken for less, so that open briefs stay bounded."""
GIVE_UP = 60
"""Candidates in a row without one accepted, over every method, before a cell is given up."""


@dataclass(slots=True)
class Tally:
    """Committed candidates of one cell, part or method, and how they ended."""

    committed: int = 0
    accepted: int = 0
    duplicates: int = 0
    strayed: int = 0
    """Off concept, wrong label, or moved to another cell."""
    defective: int = 0
    """Rejected for what the row itself is, or failed."""
    tokens: int = 0
    """Of the answers that went into it: journaled ones, never reservations or seconds."""
    since_accepted: int = 0
    """Committed since one was last accepted."""

    def add(self, verdict: Verdict, tokens: int) -> None:
        """Count one verdict; surplus counts as accepted, for the row was right."""
        self.committed += 1
        self.tokens += tokens
        codes = {reason.code for reason in verdict.reasons}
        if verdict.state == "accepted" or codes == {"surplus"}:
            self.accepted += 1
            self.since_accepted = 0
        else:
            self.since_accepted += 1
            if codes & {"duplicate", "contaminated"}:
                self.duplicates += 1
            elif codes & {"off concept", "wrong label"}:
                self.strayed += 1
            else:
                self.defective += 1


@dataclass(slots=True)
class CellState:
    """One cell's place on the board."""

    cell: Cell
    open: list[int] = field(default_factory=list)
    """Numbers of open seats, ascending."""
    filled: int = 0
    in_flight: int = 0
    tally: Tally = field(default_factory=Tally)
    exhausted: bool = False
    """At the last critique no method had anything left for it."""

    @property
    def quota(self) -> int:
        """Seats, open and filled."""
        return len(self.open) + self.filled

    @property
    def given_up(self) -> bool:
        """Whether nothing more is ordered for it."""
        return self.exhausted or self.tally.since_accepted >= GIVE_UP


class Board:
    """The state of a build after its last commit."""

    def __init__(self, seats: Iterable[Seat], cells: Iterable[Cell]) -> None:
        """Args:
        cells: Every cell of the plan, in the plan's order (some may have no seat).
        """
        self.seats: dict[int, Seat] = {}
        self.cells: dict[str, CellState] = {cell.key: CellState(cell) for cell in cells}
        for seat in seats:
            self.seats[seat.number] = seat
            self.cells[seat.cell.key].open.append(seat.number)
        self.leases: dict[int, int] = defaultdict(int)
        """Open seat → briefs in flight for it."""
        self.briefs: dict[int, Brief] = {}
        """Briefs in flight by number."""
        self.used: dict[str, int] = defaultdict(int)
        """Material → open or accepted candidates that have it."""
        self.spoilt: dict[str, int] = defaultdict(int)
        """Material → candidates with it that were rejected or failed."""
        self.methods: dict[tuple[str, str], Tally] = defaultdict(Tally)
        """(part, method) → what came of it."""
        self.parts: dict[str, Tally] = defaultdict(Tally)
        self.preferred: dict[str, str] = {}
        """Part or cell key → method that a directive named."""
        self.reserve: dict[int, tuple[str, dict[str, str]]] = {}
        """Surplus candidates: number → (cell key, attributes)."""
        self.rows: dict[str, list[int]] = defaultdict(list)
        """Cell key → numbers of its accepted candidates, ascending."""

    # what is asked of it ---------------------------------------------------------------------------

    @property
    def missing(self) -> int:
        """Open seats."""
        return sum(len(state.open) for state in self.cells.values())

    def acceptance(self, state: CellState) -> float:
        """Expected share of a cell's candidates that will be accepted, 0–1."""
        part = self.parts[state.cell.part]
        pooled = (part.accepted + 1.8) / (part.committed + 2.0)
        tally = state.tally
        return max(_FLOOR, (tally.accepted + _PRIOR * pooled) / (tally.committed + _PRIOR))

    # what changes it -------------------------------------------------------------------------------

    def order(self, number: int, brief: Brief) -> None:
        """A brief went out."""
        self.briefs[number] = brief
        self.leases[brief.seat] += 1
        self.cells[brief.cell.key].in_flight += 1
        if brief.material:
            self.used[brief.material] += 1

    def apply(
        self, number: int, verdict: Verdict, filled: Sequence[tuple[int, int]], tokens: int = 0
    ) -> None:
        """A candidate was decided.

        Args:
            filled: (seat, candidate) pairs that it filled.
            tokens: Of the answers that it was made with.
        """
        brief = self.briefs.pop(number)
        home = self.cells[brief.cell.key]
        home.in_flight -= 1
        self.leases[brief.seat] -= 1
        for tally in (home.tally, self.parts[brief.cell.part], self.methods[brief.cell.part, brief.method]):
            tally.add(verdict, tokens)
        kept = verdict.state == "accepted" or any(reason.code == "surplus" for reason in verdict.reasons)
        if brief.material and not kept:
            self.used[brief.material] -= 1
            self.spoilt[brief.material] += 1
        if verdict.state == "accepted":
            self.rows[verdict.cell].append(number)
        elif kept:
            self.reserve[number] = (verdict.cell, brief.attributes)
        self._fill(filled)

    def promote(self, number: int, verdict: Verdict) -> None:
        """A reserve candidate was accepted after all."""
        del self.reserve[number]
        insort(self.rows[verdict.cell], number)
        if verdict.seat is not None:
            self._fill([(verdict.seat, number)])

    def _fill(self, filled: Sequence[tuple[int, int]]) -> None:
        for seat, _ in filled:
            state = self.cells[self.seats[seat].cell.key]
            state.open.remove(seat)
            state.filled += 1

    def move(self, seat: Seat) -> None:
        """An open seat got another cell or other attributes."""
        before = self.seats[seat.number]
        self.cells[before.cell.key].open.remove(seat.number)
        opened = self.cells[seat.cell.key].open
        opened.append(seat.number)
        opened.sort()
        self.seats[seat.number] = seat
