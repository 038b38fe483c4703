"""Distinct siblings: pairs in plain words on which the threshold was set, and others."""

import pytest

from seedbed.agent.planner.tree.distinct import Proposal, alike, keep_distinct

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


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words_is_refused(one: str, other: str) -> None:
    kept, refused = keep_distinct([Proposal(one), Proposal(other)], ())
    assert [p.name for p in kept] == [one]
    assert [p.name for p in refused] == [other]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_near_neighbours_stay(one: str, other: str) -> None:
    kept, _ = keep_distinct([Proposal(one), Proposal(other)], ())
    assert len(kept) == 2


def test_what_is_taken_counts_and_empty_names_go() -> None:
    kept, refused = keep_distinct([Proposal("Other"), Proposal(""), Proposal("tours")], ("guided tours", "x"))
    assert [p.name for p in kept] == ["tours"] or [p.name for p in refused] == ["Other", "", "tours"]
    assert Proposal("Other") in refused and Proposal("") in refused


def test_words_alone() -> None:
    assert alike("the opening hours", "Opening hour")
    assert alike("late return of a bike", "late returns of bikes")
    assert not alike("late return", "late delivery")
