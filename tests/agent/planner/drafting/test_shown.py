"""A draft as its planner reads it."""

from seedbed.agent.planner.drafting.shown import concepts_shown, part_shown
from tests.agent.planner.drafting.drafts import messages, tree

STATE = messages(tree("hire", "tours", "hire.tandems", "hire.cargo"))


def test_concepts_stand_under_each_other_with_their_rows() -> None:
    lines = concepts_shown(STATE, "rows").splitlines()
    assert lines[0] == "Its concepts, 3 leaves for 60 rows (14 at most):"
    assert [line.split(" (")[0] for line in lines[1:]] == [
        "- root",
        "  - hire",
        "    - hire.tandems",
        "    - hire.cargo",
        "  - tours",
    ]
    assert lines[-1] == "  - tours (30 rows) tours"


def test_seats_are_shown_as_they_would_be_dealt() -> None:
    told = part_shown(STATE, "rows")
    seats = told.partition("Some seats, as they would be dealt:\n")[2].splitlines()
    assert len(seats) == 8
    assert all("leaf: " in line and "mood: " in line and "sender: a " in line for line in seats)
    assert "- writer: text" in told and "a third angry" in told
