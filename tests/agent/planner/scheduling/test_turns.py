"""Whose turn it is: as by looking at every open seat, whatever happens to seats, briefs and texts."""

from collections import Counter
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.planner.scheduling import turns
from seedbed.agent.planner.scheduling.schedule import CellState, Schedule
from seedbed.memory.brief import Seat
from seedbed.memory.candidate import Verdict
from tests.agent.planner.schedules import brief, cell, draft, rejected, schedule

_TONES = ("calm", "loud", "dry")
_EVENTS = ("order", "order", "release", "fill", "open", "change")


@patch.object(turns, "_FEW", -6)
@given(
    st.integers(1, 8),
    st.lists(st.tuples(st.sampled_from(_EVENTS), st.integers(0, 11)), min_size=1, max_size=40),
)
def test_the_turn_is_as_by_looking_at_every_seat(seats: int, events: list[tuple[str, int]]) -> None:
    here = schedule({"bikes": seats, "cars": 2}, tones=_TONES)
    states = [here.cells[cell(leaf).key] for leaf in ("bikes", "cars")]
    written = Counter[tuple[str, str]]()
    for number, (what, at) in enumerate(events, 1):
        state = states[at % 2]
        if what == "order" and state.open:
            seat = here.turn(state)
            here.order(number, brief(here, number, state.cell, seat=seat.number))
            written[state.cell.key, seat.attributes["tone"]] += 1
        elif what in ("release", "fill") and here.briefs:
            chosen = sorted(here.briefs)[at % len(here.briefs)]
            there = here.cells[here.briefs[chosen].cell.key]
            filled = there.open[at % len(there.open)] if what == "fill" and there.open else None
            verdict = rejected(there.cell, "duplicate")
            if filled is not None:
                verdict = Verdict(state="accepted", cell=there.cell.key, seat=filled)
            here.apply(chosen, verdict, filled, draft())
        elif what == "open":
            values = {"tone": _TONES[at % 3]}
            here.add_seat(Seat(number=len(here.seats), cell=state.cell, attributes=values))
        elif what == "change" and state.open:
            seat = here.seats[state.open[at % len(state.open)]]
            other = {"cell": states[at // 2 % 2].cell, "attributes": {"tone": _TONES[at % 3]}}
            here.move(seat.model_copy(update=other))
        for state in states:
            _check(here, state, written)


def _check(here: Schedule, state: CellState, written: Counter[tuple[str, str]]) -> None:
    tones = {number: here.seats[number].attributes["tone"] for number in state.open}
    if tones:
        best = min(tones, key=lambda n: (here.leases[n], written[state.cell.key, tones[n]], n))
        assert here.turn(state).number == best
    for tone in _TONES:
        out, first = min(((here.leases[n], n) for n in tones if tones[n] == tone), default=(0, None))
        assert here.seat_with(state, {"tone": tone}, leased=True) == first
        assert here.seat_with(state, {"tone": tone}) == (None if out else first)
