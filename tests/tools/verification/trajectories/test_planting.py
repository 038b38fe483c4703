"""Defects planted into right answers: each is found under its name, and reads as somebody might say it."""

from random import Random
from typing import Any

import pytest

from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.planting.plant import PLANTS
from seedbed.tools.verification.trajectories.planting.turn import Planted, turn_of
from seedbed.tools.verification.trajectories.read import read_trajectory
from tests.tools.verification.trajectories.talks import (
    BOOKED,
    TOOLS,
    calls,
    result,
    says,
    user,
)

TALK = [*BOOKED, says("K-1001 is booked: Meadow (B1) for 3 days.")]
LONGER = [
    *TALK,
    user("Make it 5 days."),
    calls("c3", "change_days", booking_id="K-1001", days=5),
    result("c3", {"booking_id": "K-1001", "bike_id": "B1", "days": 5, "status": "booked"}),
    says("Booking K-1001 now runs 5 days."),
    user("Remind me how long I have it, please?"),
    says("Booking K-1001 is for 5 days, on Meadow."),
]


def planted(way: str, messages: list[dict[str, Any]], place: int) -> Planted | None:
    return PLANTS[way](turn_of({"messages": messages, "tools": TOOLS}, place), Random(f"{way}/{place}"))


CASES = [
    ("another value", TALK, 7),
    ("another name", TALK, 7),
    ("another word", TALK, 7),
    ("said again", LONGER, 13),
    ("goes on for the user", LONGER, 11),
]


@pytest.mark.parametrize(("way", "messages", "place"), CASES, ids=[case[0] for case in CASES])
def test_what_is_planted_is_found_under_its_name(
    way: str, messages: list[dict[str, Any]], place: int
) -> None:
    made = planted(way, messages, place)
    assert made is not None and made.said != messages[place]
    wrong = [*messages[:place], dict(made.said)]
    assert {
        one.defect for one in check_trajectory(read_trajectory({"messages": wrong, "tools": TOOLS})).faults
    } & set(made.fits)


def test_every_way_is_tried() -> None:
    assert {way for way, _, _ in CASES} == set(PLANTS)


def test_another_value_is_first_one_of_the_material() -> None:
    rows = [[*BOOKED[:3], says(f"Harbour (B2) is 21 a day.{' ' * n}")] for n in range(12)]
    made = [
        PLANTS["another value"](turn_of({"messages": row, "tools": TOOLS}, 3), Random(n))
        for n, row in enumerate(rows)
    ]
    said = [str(one.said["content"]) for one in made if one is not None]
    assert sum("18.5" in one for one in said) >= 6


def test_no_defect_is_planted_where_nothing_bears_it() -> None:
    talk = [user("Hello there."), says("Good morning!")]
    assert [way for way in PLANTS if planted(way, talk, 1) is not None] == ["goes on for the user"]
