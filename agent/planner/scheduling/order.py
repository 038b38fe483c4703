"""Which brief goes out next: the planner's answer to the schedule.

A pure function of schedule, environment and brief number. A cell has as many open briefs as open seats, and
more only where those in flight will hardly fill them; among the cells that want one, the neediest comes
first. Among the methods that serve the part, what was learnt chooses (`beliefs.py`)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from seedbed.agent.making.parts import of_whole_documents, seat_of
from seedbed.agent.planner.scheduling.policy import EVERYTHING, Policy
from seedbed.agent.planner.scheduling.schedule import CellState, Schedule
from seedbed.agent.planner.scheduling.trust import is_drawn
from seedbed.agent.recipes.conditions import holds_on
from seedbed.agent.work import Choice, Chosen, Env, Method
from seedbed.memory.brief import Brief, Seat, Trust
from seedbed.memory.exact.randomness import draw_seed, rng
from seedbed.memory.spec import Part

_WORTH_READING = 0.3
"""Where a first reading that names a full leaf is mistaken at least this often, a judge is asked: a reading
costs about a third of what an accepted row does."""

_NAMED = 200
"""Leaves, of more of which none is named full."""


Rows = Callable[[Sequence[int]], tuple[dict[str, Any], ...]]
"""Numbers of accepted candidates → their rows."""


@dataclass(frozen=True, slots=True)
class Orderer:
    """Orders briefs for one run."""

    env: Env
    methods: tuple[Method, ...]
    """Every method there is, best first."""
    policy: Policy = EVERYTHING
    _usable: dict[str, list[Method]] = field(default_factory=dict)

    def usable(self, part: Part) -> list[Method]:
        """The methods that may serve a part: its source and grade, and nothing is missing for them."""
        if part.name not in self._usable:
            wanted = [method for method in self.methods if self.is_wanted(method, part)]
            self._usable[part.name] = [m for m in wanted if not m.refusal(part, self.env)]
        return self._usable[part.name]

    def is_wanted(self, method: Method, part: Part) -> bool:
        """Whether a method makes rows of a part's kind with the grade that is asked for."""
        grade = self.env.spec.accept.grade
        return method.offline == part.offline and (
            grade == "any" or method.grade == "proven" or bool(method.proves and method.proves(part))
        )

    def next(self, schedule: Schedule, number: int, rows: Rows) -> Brief | None:
        """The brief with this number; None when nothing more needs to be ordered now."""
        states: Iterable[CellState] = schedule.wanting()
        if not self.policy.by_need:
            every = [state for state in schedule.cells.values() if state.quota]
            states = [every[number % len(every)]] if schedule.missing else []
        for state in states:
            if brief := self._brief(schedule, state, number, rows):
                return brief
        return None

    def mark_exhausted(self, schedule: Schedule, number: int, rows: Rows) -> None:
        """Note which cells with open seats no method has anything left for, for a critique to read. Rows to
        start from may still come while the part that they are of is short."""
        short = {state.cell.part for state in schedule.cells.values() if state.open}
        whole = {part.name for part in self.env.spec.parts if part.recipe and of_whole_documents(part)}
        fresh = set[str]()
        for state in schedule.cells.values():
            if state.exhausted and not state.open:
                continue  # its seats went elsewhere; it takes none back
            part = state.cell.part
            waits = bool(state.open) and not state.in_flight and self.env.spec.part(part).of not in short
            # Of documents of which no row was tried yet all have something left if one has.
            new = waits and part in whole and _is_new(schedule, state)
            left = new and part in fresh
            state.exhausted = waits and not left and not any(self._choices(schedule, state, number, rows))
            if new and not state.exhausted:
                fresh.add(part)

    def _brief(self, schedule: Schedule, state: CellState, number: int, rows: Rows) -> Brief | None:
        spec = self.env.spec
        part = spec.part(state.cell.part)
        for seat, method, chosen in self._choices(schedule, state, number, rows):
            return Brief(
                number=number,
                seat=seat.number,
                cell=state.cell,
                attributes=seat.attributes,
                method=method.name,
                form=method.form,
                demonstrations=chosen.demonstrations,
                grounding=chosen.grounding,
                material=chosen.material,
                guidance=(*part.guidance, *_told(schedule, part, seat)),
                trust=self._trust(method, part, state.cell.key, schedule, number),
                full=self._full(schedule, state) if self.policy.spare_checks else (),
                beside=sum(one.in_flight for one in schedule.of_leaf(part.name, state.cell.leaf)),
                revision=schedule.revision,
                without=tuple(sorted(schedule.unasked.get(part.name, ()))),
                seed=draw_seed(spec.seed, "brief", number),
            )
        return None

    def _choices(
        self, schedule: Schedule, state: CellState, number: int, rows: Rows
    ) -> Iterator[tuple[Seat, Method, Chosen]]:
        """The methods that have something left for a cell, in the order of trying, and what they choose."""
        part = self.env.spec.part(state.cell.part)
        # Without an open seat only where briefs don't go by need.
        mine = (one for one in schedule.seats.values() if one.cell.key == state.cell.key)
        seat = schedule.turn(state) if state.open else next(mine)
        for method in self._methods(part, schedule, state, number):
            choice = Choice(
                part=part,
                cell=state.cell,
                attributes=seat.attributes,
                rng=rng(self.env.spec.seed, "choose", number),
                number=number,
                schedule=schedule,
                rows=rows,
            )
            if (chosen := method.choose(choice, self.env)) is not None:
                yield seat, method, chosen

    def _methods(self, part: Part, schedule: Schedule, state: CellState, number: int) -> list[Method]:
        """In the order of trying: one that a directive named, one by what was learnt, the rest."""
        usable = self.usable(part)
        named = schedule.preferred.get(state.cell.key)
        peers = [m.name for m in usable if not m.given]
        if len(peers) < 2:
            return sorted(usable, key=lambda m: not m.given)
        first = peers[number % len(peers)]
        if self.policy.choose_method:
            draw = rng(self.env.spec.seed, "method", number)
            first = schedule.beliefs.choose(state.cell, peers, draw)
        return sorted(usable, key=lambda m: (not m.given, m.name != named, m.name != first))

    def _trust(self, method: Method, part: Part, cell: str, schedule: Schedule, number: int) -> Trust | None:
        """What the row can do without, by what was committed so far."""
        spec = self.env.spec
        if not (checks := self._sparable(method, part)):
            return None
        record = schedule.beliefs.records[part.name]
        drawn = is_drawn(spec.seed, number, part.rows)
        return record.trust(cell, method.name, checks, drawn=drawn, rows=part.rows)

    def _sparable(self, method: Method, part: Part) -> tuple[str, ...]:
        """The paid checks that rows can earn to do without."""
        spec = self.env.spec
        if method.paid is None or not self.policy.spare_checks or spec.verification == "full":
            return ()
        return method.paid(part, spec.accept.grade)

    def examines(self, brief: Brief) -> bool:
        """Whether a brief asks a check of its row that rows like it may yet earn to do without."""
        method = next(one for one in self.methods if one.name == brief.method)
        return brief.trust is None and bool(self._sparable(method, self.env.spec.part(brief.cell.part)))

    @staticmethod
    def _full(schedule: Schedule, state: CellState) -> tuple[str, ...]:
        """Leaves without a free seat for this label and difficulty, whose naming is seldom a mistake; none
        where there are very many, for each brief carries them."""
        alike = schedule.of_kind[state.cell.kind]
        return tuple(
            other.cell.leaf
            for other in (alike if len(alike) <= _NAMED else ())
            if other is not state
            and all(schedule.leases[number] for number in other.open)
            and schedule.beliefs.mistaken(other.cell.leaf) < _WORTH_READING
        )


def _is_new(schedule: Schedule, state: CellState) -> bool:
    """Whether nothing was ordered yet of a cell's concept."""
    leaf = schedule.of_leaf(state.cell.part, state.cell.leaf)
    return not any(one.in_flight or one.tally.committed or one.filled for one in leaf)


def _told(schedule: Schedule, part: Part, seat: Seat) -> Iterator[str]:
    """The sentences that directives left for who writes a row of a seat."""
    for leaf in ("", seat.cell.leaf):
        for say, when in schedule.guidance.get((part.name, leaf), {}).items():
            if not when or holds_on(when, seat_of(part, seat.cell, seat.attributes)):
                yield say
