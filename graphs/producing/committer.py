"""The committer: walks the briefs in order and decides whatever depends on other rows.

After commit *n* it orders the briefs up to *n* + W, so every brief is a pure function of spec, seed and the
commits before it, whatever the concurrency. Each step is one transaction; what a step needs is on the
schedule, which is rebuilt from the store when a run is resumed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import starmap
from typing import Any

from pydantic_core import from_json, to_json

from seedbed.agent.critic.account import figure
from seedbed.agent.critic.critique import Critique, Past
from seedbed.agent.critic.state import CriticState
from seedbed.agent.making.parts import seat_of
from seedbed.agent.planner.scheduling.ahead import Ahead
from seedbed.agent.planner.scheduling.answer import answer, close, rehouse
from seedbed.agent.planner.scheduling.decide import decide
from seedbed.agent.planner.scheduling.directives import Directive
from seedbed.agent.planner.scheduling.order import Orderer
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.planner.scheduling.trust import CLOSER
from seedbed.graphs.producing.doubles import Doubles
from seedbed.graphs.producing.pool import Pool
from seedbed.memory.brief import Brief, Refusal, Seat
from seedbed.memory.candidate import Reason, Verdict
from seedbed.memory.store.protocol import Commit, Event, Store
from seedbed.memory.store.standing import answers, entry_key, key_of

_LEARNT = 0.9
"""Share of the latest candidates that were accepted, from which there is little to learn."""
_KEPT = 5_000
"""Rows that are kept in memory to be shown again."""


@dataclass(slots=True)
class Committer:
    """Decides candidates one after the other and orders briefs."""

    store: Store
    orderer: Orderer
    schedule: Schedule
    doubles: Doubles
    critic: CriticState
    ahead: Ahead
    """W."""
    at: int
    """Number of the last commit."""
    parents: dict[int, int]
    """Brief in flight → `seq` of the event that ordered it."""
    past: list[Past] = field(default_factory=list)
    _copies: set[int] = field(default_factory=set)
    """Reserve rows found to be duplicates, which they stay."""
    _seen: dict[int, dict[str, Any] | None] = field(default_factory=dict)
    """Candidate → its row, of those that were last looked at."""
    _deciding: tuple[int, Sequence[Reason]] = (0, ())
    """The candidate that isn't written yet, while what comes after it is ordered, and why it is refused."""

    def refill(self, added: Iterable[Seat] = ()) -> None:
        """Order what comes next where no brief is out: the first W of a new run, with the approved seats
        (`added`); or where a run goes on after its end, when every brief was taken back, and reserve rows
        may fit seats that were opened since."""
        if self.store.ordered() <= self.at and not self.done:
            promoted = list(self._promote())
            ordered, events = self._next(range(self.at + 1, self.ahead.reach(self.at) + 1))
            events += starmap(_promoted, promoted)
            self.store.commit(Commit(added=added, promoted=promoted, ordered=ordered, events=events))

    def _next(self, numbers: range, after: int = 0) -> tuple[list[tuple[int, Brief | None]], list[Event]]:
        """Briefs ordered under some numbers, none once every seat is filled, and their events. `after`: so
        many events are written before theirs."""
        ordered = [(number, None if self.done else self._order(number)) for number in numbers]
        first = self.store.last_seq() + 1 + after
        self.parents |= {n: first + i for i, n in enumerate(n for n, brief in ordered if brief)}
        return ordered, [_ordered(number, brief) for number, brief in ordered if brief]

    @property
    def done(self) -> bool:
        return not self.schedule.missing

    @property
    def idle(self) -> bool:
        """Whether nothing is in flight and nothing would be ordered, so that only a directive can help."""
        if self.schedule.briefs:
            return False
        return self.orderer.next(self.schedule, self.ahead.reach(self.at) + 1, self._rows) is None

    async def step(self, pool: Pool) -> tuple[Verdict, dict[str, Any]] | None:
        """Take the next number, decide it, order what comes W further on: the verdict, and axis → value of
        the seat; None: nothing was ordered. Raises Paused, UserFault: its candidate can't be made now;
        nothing was committed."""
        number = self.at + 1
        brief = self.schedule.briefs.get(number)
        decided: tuple[Verdict, dict[str, Any]] | None = None
        commit = Commit(number)
        events: list[Event] = []
        if brief is not None:
            whole = self.schedule.beliefs.owed(brief)
            if whole:
                pool.examine(number, brief)
            draft = await pool.take(number, whole=whole)
            reassign = self.orderer.policy.reassign
            find = partial(self.doubles.find, reserve=self.schedule.reserve, seat=brief.seat)
            decision = decide(brief, draft, self.schedule, self.orderer.env.spec, find, reassign=reassign)
            verdict = decision.verdict
            part = self.orderer.env.spec.part(brief.cell.part)
            decided = verdict, seat_of(part, brief.cell, brief.attributes) if part.recipe else {}
            self._deciding = number, verdict.reasons
            for seat in decision.seats:
                self.schedule.move(seat)
            self.schedule.apply(number, verdict, verdict.seat, draft)
            self.critic.add(brief, draft, verdict)
            if verdict.state == "accepted":
                self._see(number, from_json(to_json(draft.row)))  # as later briefs read it from the store
            reasons = [reason.model_dump() for reason in verdict.reasons]
            data = {"number": number, "row": brief.row_id, "state": verdict.state, "reasons": reasons}
            data |= {"cell": verdict.cell, "seat": verdict.seat, "attempts": draft.attempts}
            events.append(Event("committer", verdict.state, data, self.parents.pop(number, None)))
            commit = Commit(
                number,
                brief.row_id,
                verdict,
                draft,
                bands=self.doubles.keys(draft, brief.cell.part) if verdict.outcome == "accepted" else (),
                seats=decision.seats,
            )
        promoted = list(self._promote())
        further = range(self.ahead.reach(self.at) + 1, self.ahead.reach(number) + 1)
        ordered, orders = self._next(further, len(events))
        events += [*orders, *starmap(_promoted, promoted)]
        self.store.commit(replace(commit, promoted=promoted, ordered=ordered, events=events))
        self._deciding = (0, ())
        self._examine(pool, brief)
        self.at = number
        for coming, new in ordered:
            if new is not None:
                pool.give(coming, new)
        return decided

    def _examine(self, pool: Pool, committed: Brief | None) -> None:
        """Where a commit cost a method its trust, its next rows in flight are examined after all, at once.
        Only what `step` finds owed when its turn comes is used: of the rest the answers are kept."""
        if committed is None or not self.schedule.beliefs.lost(committed):
            return
        out, owed = self.schedule.briefs, self.schedule.beliefs.owed
        for number in sorted(number for number, brief in out.items() if owed(brief))[:CLOSER]:
            pool.examine(number, out[number])

    def _order(self, number: int) -> Brief | None:
        brief = self.orderer.next(self.schedule, number, self._rows)
        if brief is not None:
            brief = brief.model_copy(update={"before": self._before(brief)})
            self.schedule.order(number, brief)
        return brief

    def _before(self, brief: Brief) -> Refusal | None:
        """What became of the last row for a brief's seat, without what its writer is told anyhow."""
        last = self.schedule.refused.of(brief.seat, self.schedule.seats.kind(brief.seat))
        if last is None:
            return None
        (number, stood), reasons = last, self._deciding[1]
        if number != self._deciding[0]:
            found = self.store.candidate(number)
            reasons = found.verdict.reasons if found else ()
        told = brief.guidance
        new = [one for one in reasons if one.detail and not any(one.detail in say for say in told)]
        return Refusal(reasons=tuple(new), stood=stood) if new else None

    def _rows(self, numbers: Sequence[int]) -> tuple[dict[str, Any], ...]:
        rows = []
        for number in numbers:
            if number not in self._seen and (found := self.store.candidate(number)):
                self._see(number, found.draft.row)
            rows.append(self._seen.get(number))
        return tuple(row for row in rows if row is not None)

    def _see(self, number: int, row: dict[str, Any] | None) -> None:
        if len(self._seen) >= _KEPT:
            del self._seen[next(iter(self._seen))]
        self._seen[number] = row

    def _promote(self) -> Iterator[tuple[int, Verdict]]:
        """Reserve rows that fit a seat that has since come open (a seat moved here, a row was withdrawn)."""
        for number, (cell, attributes) in list(self.schedule.reserve.items()):
            seat = self.schedule.seat_with(self.schedule.cells[cell], attributes)
            if seat is None or number in self._copies:
                continue
            kept, brief = self.store.candidate(number), self.store.brief(number)
            if kept is None or brief is None:
                continue
            if self.doubles.find(kept.draft, brief.cell.part, self.schedule.reserve):
                self._copies.add(number)
                continue
            changes = {"state": "accepted", "seat": seat, "reasons": (), "promoted": True}
            verdict = kept.verdict.model_copy(update=changes)
            self.schedule.promote(number, verdict)
            self.critic.seen.deliver(brief, kept.draft, verdict)
            yield number, verdict

    def withdraw(self) -> None:
        """Production ends: take back the briefs that are still out; `refill` orders them again."""
        out = sorted(self.schedule.briefs)
        because = "all rows are there" if self.done else "the build ends"
        data = {"numbers": out, "because": because}
        events = [Event("planner", "withdrawn", data)] if out else []
        self.store.commit(Commit(back_to=self.at, events=events))
        self.schedule.briefs.clear()

    def forget(self, number: int) -> None:
        """A person mended a row: its words are read anew, and what was a copy of them may be none."""
        self._seen.pop(number, None)
        self._copies.clear()
        self.doubles.forget()

    # critique and its answer -----------------------------------------------------------------------

    @property
    def wide(self) -> int:
        """W that the look-ahead may grow to from here on: at most where nine of ten of the latest candidates
        were accepted and the newest briefs of each part spare their rows what can be spared."""
        late = [*self.critic.lines][-self.ahead.least :]
        newest = {brief.cell.part: brief for _, brief in sorted(self.schedule.briefs.items())}
        learns = len(late) < self.ahead.least or figure("acceptance", late) < _LEARNT
        learns = learns or any(map(self.orderer.examines, newest.values()))
        return self.ahead.least if learns else self.ahead.most

    def mark_exhausted(self) -> None:
        """Before a critique: which cells have nothing left to be made from."""
        self.orderer.mark_exhausted(self.schedule, self.at, self._rows)

    def due(self, period: int) -> bool:
        """Whether a critique comes after the last commit and its directives aren't answered yet.

        Numbers without a brief go by fast where little is left to order; there is none before a quarter of
        the period's candidates came. `period`: K, commits."""
        if self.at == 0 or self.at % period or self.steered:
            return False
        if (reading := self.kept()) is not None:
            # Its process ended before it was acted on. One that ended the build was, if the build has ended.
            kinds = [e.kind for e in self.store.events() if e.kind in ("critique", "done", "short")]
            stops = any(directive.kind == "stop" for directive in reading.directives)
            return not stops or kinds[-1:] == ["critique"]
        tried = sum(tally.committed for tally in self.schedule.parts.values())
        return tried - (self.past[-1].candidates if self.past else 0) >= max(1, period // 4)

    def keep(self, reading: Critique) -> None:
        """Journal a critique before it is acted on."""
        key, value = entry_key("critique", reading.commit), reading.model_dump(mode="json")
        self.past.append(Past.model_validate(value))
        self.ahead.heed(reading.commit, reading.ahead)
        event = Event("critic", "critique", reading.model_dump(mode="json", exclude={"directives"}))
        dropped = reading.review.dropped if reading.review else ()
        events = [event, *(Event("critic", "dropped", one.model_dump()) for one in dropped)]
        self.store.commit(Commit(entry=(key, "critique", value), events=events))

    def kept(self) -> Critique | None:
        """The critique after the last commit, if there was one."""
        found = self.store.journaled(entry_key("critique", self.at))
        return Critique.model_validate(found) if found is not None else None

    @property
    def steered(self) -> bool:
        """Whether the directives of the critique after the last commit have been answered."""
        return self.store.journaled(entry_key("steered", self.at)) is not None

    def steer(self, directives: Sequence[Directive], dropped: Sequence[Event] = ()) -> None:
        """Answer the directives of the critique after the last commit; which seats changed is written with
        it. `directives`: completed ones. `dropped`: events of those that could not be completed."""
        self._answer(entry_key("steered", self.at), directives, dropped)

    def obey(self, directives: Sequence[Directive], command: int = 0) -> list[int]:
        """Answer a person's directives after the last commit; how many seats each moved. `command`: the one
        that they came by, which is taken with it."""
        return self._answer(key_of(self.store, self.at)[0], directives, (), command)

    def _answer(
        self, key: str, directives: Sequence[Directive], events: Sequence[Event], command: int = 0
    ) -> list[int]:
        said: list[Event] = list(events)
        changed: dict[int, Seat] = {}
        moved: list[int] = []
        close(directives, self.schedule)
        for directive in directives:
            seats = answer(directive, self.schedule)
            changed |= {seat.number: seat for seat in seats}
            moved.append(len(seats))
            data = {**directive.model_dump(mode="json"), "seats": len(seats), "commit": self.at}
            said.append(Event("person" if directive.by == "person" else "planner", "directive", data))
        value = {
            "answered": [directive.model_dump(mode="json") for directive in directives],
            "moved": moved,
            "order": key_of(self.store, self.at)[1],
            "command": command,
        }
        entry, taken = (key, "steered", value), [command] if command else ()
        self.store.commit(Commit(entry=entry, seats=list(changed.values()), events=said, taken=taken))
        return moved

    def rehouse(self) -> None:
        """Seats that a person's command opened in concepts of which nothing more is made find others: after
        the last answer, if it was a command's, also one's that was carried out while nobody worked on the
        run. Later nothing moves, so a run that is resumed goes on as one that wasn't stopped."""
        past = answers(self.store)
        if not past or past[-1][0] != self.at or not past[-1][1].get("command"):
            return
        if seats := rehouse(self.schedule):
            key, order = key_of(self.store, self.at)
            value = {"answered": [], "order": order}
            data = {"seats": len(seats), "because": "their concept is dropped or split", "commit": self.at}
            events = [Event("planner", "rehoused", data)]
            self.store.commit(Commit(entry=(key, "steered", value), seats=seats, events=events))

    def reopen(self) -> None:
        """Where a person has steered after a critique that ended the build, the build goes on."""
        reading = self.kept()
        if reading is None or self.steered or not any(d.kind == "stop" for d in reading.directives):
            return
        own = entry_key("steered", self.at)
        since = (one for key, one in self.store.journal_entries("steered") if key.startswith(f"{own}/"))
        # That a person found rows right opens nothing.
        said = {"reviewed", "undone"}
        if any(one.get("withdrawn") or one["answered"] or not said & one.keys() for one in since):
            value = {"answered": [], "order": key_of(self.store, self.at)[1]}
            self.store.commit(Commit(entry=(own, "steered", value)))


def _ordered(number: int, brief: Brief) -> Event:
    data = {"number": number, "brief": brief.id, "cell": brief.cell.key, "seat": brief.seat}
    return Event("planner", "ordered", {**data, "method": brief.method})


def _promoted(number: int, verdict: Verdict) -> Event:
    return Event("committer", "promoted", {"number": number, "seat": verdict.seat, "cell": verdict.cell})
