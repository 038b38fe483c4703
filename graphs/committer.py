"""The committer: walks the briefs in order and decides whatever depends on other rows.

After commit *n* it orders brief *n* + W, so every brief is a pure function of spec, seed and the commits
before it, whatever the concurrency. Each step is one transaction; what a step needs is on the board, which
is rebuilt from the store when a run is resumed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.critic.critique import Critique
from seedbed.agent.planner.board import Board
from seedbed.agent.planner.decide import Decision, decide, seat_row
from seedbed.agent.planner.directives import DIRECTIVES, answer, prefer
from seedbed.agent.planner.order import Orderer
from seedbed.graphs.doubles import Doubles
from seedbed.graphs.pool import Pool
from seedbed.memory.brief import Brief, Seat
from seedbed.memory.candidate import Draft
from seedbed.memory.plan import Plan, cells
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Commit, Event, Store


@dataclass(slots=True)
class Committer:
    """Decides candidates one after the other and orders briefs."""

    store: Store
    spec: Spec
    plan: Plan
    """The plan as approved."""
    orderer: Orderer
    board: Board
    doubles: Doubles
    look_ahead: int
    """W."""
    at: int
    """Number of the last commit."""
    pending: dict[int, Brief | None]
    """Ordered and not yet committed."""
    parents: dict[int, int]
    """Brief in flight → `seq` of the event that ordered it."""

    def start(self) -> None:
        """Order the first W briefs, once, with the approved seats."""
        ordered = [(number, self._order(number)) for number in range(1, self.look_ahead + 1)]
        events = [self._ordered_event(number, brief) for number, brief in ordered if brief]
        first = self.store.last_seq() + 1
        self.store.start(list(self.board.seats.values()), ordered, events)
        self.parents |= {n: first + i for i, n in enumerate(n for n, b in ordered if b)}
        self.pending |= dict(ordered)

    @property
    def done(self) -> bool:
        """Whether every seat is filled."""
        return not self.board.missing

    @property
    def idle(self) -> bool:
        """Whether nothing is in flight and nothing would be ordered, so that only a directive can help."""
        if any(self.pending.values()):
            return False
        return self.orderer.next(self.board, self.at + self.look_ahead + 1, self._rows) is None

    async def step(self, pool: Pool) -> Decision | None:
        """Take the next number, decide it, order the one W further on.

        Raises:
            Paused, UserFault: its candidate can't be made now; nothing was committed.
        """
        number = self.at + 1
        brief = self.pending[number]
        decision: Decision | None = None
        commit: dict[str, Any] = {}
        events: list[Event] = []
        if brief is not None:
            draft = await pool.take(number)
            decision = decide(brief, draft, self.board, self.spec, self.doubles.find)
            for seat in decision.seats:
                self.board.move(seat)
            self.board.apply(number, decision.verdict, decision.filled, draft.tokens)
            bands = self.doubles.keys(draft, brief.cell.part) if self._kept(decision) else ()
            events.append(self._committed_event(number, brief, draft, decision))
            commit = {
                "row_id": brief.row_id,
                "verdict": decision.verdict,
                "draft": draft,
                "bands": bands,
                "filled": decision.filled,
                "seats": decision.seats,
            }
        promoted = list(self._promote())
        new = None if self.done else self._order(number + self.look_ahead)
        first = self.store.last_seq() + 1 + len(events)
        if new is not None:
            events.append(self._ordered_event(number + self.look_ahead, new))
            self.parents[number + self.look_ahead] = first
        events += [self._promoted_event(n, verdict) for n, verdict in promoted]
        ordered = [(number + self.look_ahead, new)]
        self.store.commit(
            Commit(
                number=number,
                promoted=promoted,
                ordered=ordered,
                events=events,
                **{**commit, "filled": (*commit.get("filled", ()), *((v.seat, n) for n, v in promoted))},
            )
        )
        del self.pending[number]
        self.pending |= dict(ordered)
        self.at = number
        if new is not None:
            pool.give(number + self.look_ahead, new)
        return decision

    @staticmethod
    def _kept(decision: Decision) -> bool:
        codes = {reason.code for reason in decision.verdict.reasons}
        return decision.verdict.state == "accepted" or codes == {"surplus"}

    def _order(self, number: int) -> Brief | None:
        brief = self.orderer.next(self.board, number, self._rows)
        if brief is not None:
            self.board.order(number, brief)
        return brief

    def _rows(self, cell: str) -> tuple[dict[str, Any], ...]:
        found = (self.store.candidate(number) for number in self.board.rows.get(cell, ())[-32:])
        return tuple(c.draft.row for c in found if c is not None and c.draft.row is not None)

    def _promote(self) -> Iterator[tuple[int, Any]]:
        """Reserve rows that fit a seat that has since come open (a seat moved here, a row was withdrawn)."""
        for number, (cell, _) in list(self.board.reserve.items()):
            if not self.board.cells[cell].open:
                continue
            kept, brief = self.store.candidate(number), self.store.brief(number)
            if kept is None or brief is None or self.doubles.find(kept.draft, brief.cell.part, but=number):
                continue
            free = brief.model_copy(update={"seat": -1})
            decision = seat_row(kept.verdict, free, self.board, own=False)
            if decision.verdict.state == "accepted" and not decision.seats:
                self.board.promote(number, decision.verdict)
                yield number, decision.verdict

    def withdraw(self) -> None:
        """Every seat is filled: take back the briefs that are still out."""
        out = [number for number, brief in self.pending.items() if brief is not None]
        data = {"numbers": sorted(out), "because": "every seat is filled"}
        self.store.withdraw(self.at, [Event("planner", "withdrawn", data)] if out else [])
        self.pending.clear()

    # critique and its answer -----------------------------------------------------------------------

    def mark_exhausted(self) -> None:
        """Before a critique: which cells have nothing left to be made from."""
        self.orderer.mark_exhausted(self.board, self.at, self._rows)

    def keep(self, reading: Critique) -> None:
        """Journal a critique before it is acted on."""
        event = Event("critic", "critique", reading.model_dump(mode="json", exclude={"cells", "directives"}))
        self.store.steer(
            _key("critique", reading.commit), "critique", reading.model_dump(mode="json"), (), [event]
        )

    def kept(self) -> Critique | None:
        """The critique after the last commit, if there was one."""
        found = self.store.journaled(_key("critique", self.at))
        return Critique.model_validate(found) if found is not None else None

    @property
    def steered(self) -> bool:
        """Whether the directives of the critique after the last commit have been answered."""
        return self.store.journaled(_key("steered", self.at)) is not None

    def steer(self, reading: Critique) -> None:
        """Answer a critique's directives, once; which seats changed is written with it."""
        if self.steered:
            return
        events: list[Event] = []
        changed: list[Seat] = []
        for directive in reading.directives:
            seats = answer(directive, self.board, self.plan)
            changed += seats
            events.append(Event("planner", "directive", {**directive.model_dump(), "seats": len(seats)}))
        numbers = [seat.number for seat in changed]
        self.store.steer(_key("steered", reading.commit), "steered", numbers, changed, events)

    # events ----------------------------------------------------------------------------------------

    def _ordered_event(self, number: int, brief: Brief) -> Event:
        data = {
            "number": number,
            "brief": brief.id,
            "cell": brief.cell.key,
            "seat": brief.seat,
            "method": brief.method,
        }
        return Event("planner", "ordered", data)

    def _committed_event(self, number: int, brief: Brief, draft: Draft, decision: Decision) -> Event:
        data = {
            "number": number,
            "row": brief.row_id,
            "state": decision.verdict.state,
            "reasons": [reason.model_dump() for reason in decision.verdict.reasons],
            "cell": decision.verdict.cell,
            "seat": decision.verdict.seat,
            "attempts": draft.attempts,
        }
        return Event("committer", decision.verdict.state, data, self.parents.pop(number, None))

    @staticmethod
    def _promoted_event(number: int, verdict: Any) -> Event:
        return Event("committer", "promoted", {"number": number, "seat": verdict.seat, "cell": verdict.cell})


def _key(kind: str, commit: int) -> str:
    return f"{kind}/{commit:012d}"


def take_up(
    store: Store, spec: Spec, plan: Plan, orderer: Orderer, doubles: Doubles, look_ahead: int
) -> Committer:
    """The committer of a run that has begun: the board as it was after the last commit."""
    every = [
        cell
        for part in spec.parts
        for cell in cells(part, plan.part(part.name).tree, plan.part(part.name).difficulties)
    ]
    board = Board((), every)
    seats = store.seats()
    for seat, _, _ in seats:
        board.seats[seat.number] = seat
        board.cells[seat.cell.key].open.append(seat.number)
    at = store.committed()
    pending: dict[int, Brief | None] = {}
    for number, brief in store.briefs():
        if brief is not None:
            board.order(number, brief)
        if number > at:
            pending[number] = brief
    taken = {candidate: seat.number for seat, _, candidate in seats if candidate is not None}
    critiques = [value for _, value in sorted(store.journal_entries("critique"))]
    for candidate in store.candidates():
        while critiques and int(critiques[0]["commit"]) < candidate.number:
            _again(critiques.pop(0), board)
        filled: Sequence[tuple[int, int]] = ()
        if candidate.number in taken:
            filled = ((taken[candidate.number], candidate.number),)
        board.apply(candidate.number, candidate.verdict, filled, candidate.draft.tokens)
    for value in critiques:
        _again(value, board)
    parents = {
        e.data["number"]: e.seq for e in store.events() if e.kind == "ordered" and e.data["number"] > at
    }
    return Committer(store, spec, plan, orderer, board, doubles, look_ahead, at, pending, parents)


def _again(critique: dict[str, Any], board: Board) -> None:
    """Answer a past critique's change of method again; moved seats stand in the store as they ended."""
    for directive in DIRECTIVES.validate_python(tuple(critique["directives"])):
        if directive.kind == "change method":
            prefer(directive, board)
