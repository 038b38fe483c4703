"""Whose turn it is: as by looking at every open seat, whatever happens to seats, briefs and texts."""

from collections import Counter
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.planner.scheduling import turns as module
from seedbed.agent.planner.scheduling.turns import Turns

_KINDS = (0, 1, 2)


@given(
    st.lists(st.sampled_from(_KINDS), min_size=1, max_size=12),
    st.lists(st.tuples(st.sampled_from(("order", "release", "fill", "open", "change")), st.integers(0, 11))),
)
def test_the_turn_is_as_by_looking_at_every_seat(kinds: list[int], events: list[tuple[str, int]]) -> None:
    seats, open_ = dict(enumerate(kinds)), set(range(len(kinds)))
    out, written = Counter[int](), Counter[int]()
    with patch.object(module, "_FEW", 2):
        turns = Turns()
        for number, alike in seats.items():
            turns.join(number, alike)
    for what, at in [*events, ("none", 0)]:
        if open_:
            best = min(open_, key=lambda n: (out[n], written[seats[n]], n))

            def briefs(number: int, alike: int) -> int | None:
                return out[number] if number in open_ and seats[number] == alike else None

            assert turns.first(briefs, written.__getitem__) == best
            for alike in _KINDS:
                mine = min(((out[n], n) for n in open_ if seats[n] == alike), default=None)
                assert turns.of(alike, briefs) == mine
        number = at % len(seats)
        if what == "order" and open_:
            out[best] += 1
            written[seats[best]] += 1
        elif what == "release" and out[number]:
            out[number] -= 1
            turns.join(number, seats[number])
        elif what == "fill":
            open_.discard(number)
        elif what == "open" and number not in open_:
            open_.add(number)
            turns.join(number, seats[number])
        elif what == "change":
            seats[number] = _KINDS[at % 3]
            turns.join(number, seats[number])
