"""Distinct siblings: pairs in plain words on which the threshold was set, and others."""

import pytest

from seedbed.agent.planner.tree.distinct import alike, unlike

SAME = [
    ("refund requests", "asking for a refund"),
    ("battery problems", "battery issues"),
    ("opening hours", "the opening hours, part 2"),
    ("payment failures", "failed payments"),
    ("password reset", "forgotten password"),
    ("acting performances", "performance of the actors"),
    ("Flat tyre", "flat tyres"),
]
DIFFERENT = [
    ("late delivery", "late return"),
    ("refund requests", "booking requests"),
    ("battery problems", "brake problems"),
    ("city bikes", "mountain bikes"),
    ("cancel a booking", "change a booking"),
    ("punctured tyre", "worn tyre"),
    ("pasta dishes", "rice dishes"),
    ("helmet sizes", "frame sizes"),
    ("lost luggage", "lost passport"),
]


@pytest.mark.parametrize(("pair", "new"), [*((p, False) for p in SAME), *((p, True) for p in DIFFERENT)])
def test_the_same_in_other_words_is_refused_and_near_neighbours_stay(
    pair: tuple[str, str], new: bool
) -> None:
    assert unlike(pair, ()) == [True, new]
    assert unlike(pair[1:], pair[:1]) == [new]


def test_names_that_say_nothing_go() -> None:
    assert unlike(["Other", ""], ("guided tours", "x")) == [False, False]


def test_words_alone() -> None:
    assert alike("the opening hours", "Opening hour")
    assert alike("late return of a bike", "late returns of bikes")
    assert not alike("late return", "late delivery")
