"""Ascending numbers: what is among them, by the shorter way."""

from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.planner.scheduling.ascending import Numbers, among

_SOME = st.sets(st.integers(0, 40))


@given(_SOME, _SOME)
def test_what_is_among_them_is_found_however_many_are_looked_for(some: set[int], wanted: set[int]) -> None:
    assert among(Numbers(sorted(some)), wanted) == some & wanted
