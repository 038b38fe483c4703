"""Whether an assistant's turn follows from the results."""

import pytest

from tests.tools.verification.trajectories.talks import (
    ASKED,
    BOOKED,
    SEARCH,
    calls,
    found,
    result,
    says,
    user,
)


@pytest.mark.parametrize(
    "said",
    [
        "There are two: Meadow (B1) at 18.50 a day, free from 3 May, and Harbour (B2) at 21 a day.",
        "B2 is 2.50 a day dearer than B1.",
        "I found 2 bikes.\n1. Meadow: 18.5 a day\n2. Harbour: 21 a day",
        "Harbour is free from Saturday, 9 May 2026.",
        "Three days on Meadow would be 3 × 18.50 = 55.50.",
        "Shall I book B1 for you?",
    ],
)
def test_what_a_list_shows_may_be_said(said: str) -> None:
    assert found([*SEARCH, says(said)]) == []


@pytest.mark.parametrize(
    ("said", "defect"),
    [
        ("Meadow costs 19.50 a day.", "contradicts a result"),
        ("There are Meadow (B1) at 21 a day and Harbour (B2) at 18.50 a day.", "contradicts a result"),
        ("Meadow is a tandem.", "contradicts a result"),
        ("Meadow is free from 4 May.", "contradicts a result"),
        ("We also have B7.", "unsupported"),
        ("Ask for Benedikt at the desk.", "unsupported"),
        ("Helmets are 7 euros.", "unsupported"),
        ("Write to bikes@example.org.", "unsupported"),
        ("Three days on Meadow: 3 × 18.50 = 54.50.", "miscalculated"),
    ],
)
def test_what_a_list_does_not_show_may_not(said: str, defect: str) -> None:
    assert (3, defect) in found([*SEARCH, says(said)])


@pytest.mark.parametrize(
    ("said", "defects"),
    [
        ("Done: K-1001, Meadow for 3 days, 55.50 in total.", []),
        ("Done: K-1001, Meadow for 4 days.", ["contradicts a result"]),
        ("Done: K-1001 for Harbour.", ["contradicts a result"]),
        ("The booking K-1001 is pending.", ["contradicts a result"]),
        ("Booked. It comes to 61.50 altogether.", ["unsupported"]),
    ],
)
def test_a_confirmation_says_what_was_made(said: str, defects: list[str]) -> None:
    assert found([*BOOKED, says(said)]) == [(7, defect) for defect in defects]


@pytest.mark.parametrize("in_world", [False, True])
@pytest.mark.parametrize(
    ("said", "forgotten"),
    [
        ("K-1001: Meadow for 3 days.", False),
        ("There is no booking in your name.", True),
        ("I can't find K-1001.", True),
        ("K-1001 is for 5 days.", True),
        ("Your booking is cancelled.", True),
        ("You have Harbour under K-1001.", True),
    ],
)
def test_what_was_booked_is_remembered(said: str, forgotten: bool, in_world: bool) -> None:
    assert found([*ASKED, says(said)], in_world) == [(9, "state forgotten")] * forgotten


def test_a_former_value_is_forgotten_state_unless_it_is_called_so() -> None:
    changed = [
        *ASKED[:-1],
        user("Make it 5 days."),
        calls("c3", "change_days", booking_id="K-1001", days=5),
        result("c3", {"booking_id": "K-1001", "bike_id": "B1", "days": 5, "status": "booked"}),
    ]
    assert found([*changed, says("K-1001 went from 3 days to 5 days.")], in_world=True) == []
    later = [*changed, says("Noted."), user("What do I have?")]
    assert found([*later, says("K-1001 runs for 5 days.")], in_world=True) == []
    assert found([*later, says("K-1001 runs for 3 days.")], in_world=True) == [(13, "state forgotten")]


def test_what_was_ended_may_be_missing() -> None:
    ended = [
        *ASKED[:-1],
        user("Cancel it, I broke a leg."),
        calls("c3", "cancel_booking", booking_id="K-1001"),
        result("c3", {"booking_id": "K-1001", "bike_id": "B1", "days": 3, "status": "cancelled"}),
        says("K-1001 is cancelled."),
        user("So I owe nothing?"),
    ]
    assert found([*ended, says("Right, you have no booking any more.")]) == []
    assert found([*ended, says("K-1001 is still booked.")]) == [(13, "state forgotten")]


ERROR = [
    user("What about K-7?"),
    calls("c1", "get_booking", booking_id="K-7"),
    result("c1", {"error": "no booking has the booking_id 'K-7'"}),
]


@pytest.mark.parametrize(
    ("said", "ok"),
    [
        ("There is no booking K-7.", True),
        ("Could you look at the number again?", True),
        ("K-7 has been confirmed.", False),
        ("K-7 is in good order.", False),
    ],
)
def test_an_error_is_owned_up_to(said: str, ok: bool) -> None:
    faults = found([*ERROR, says(said)])
    assert (faults == []) if ok else (faults == [(3, "success after an error")])


def test_a_turn_of_endless_figures_is_refused_at_once() -> None:
    assert found([*SEARCH, says("1 2 3 4 5 6 7 8 9 " * 1000)]) == [(3, "unsupported")]


def test_before_any_result_nothing_is_held_against_anything() -> None:
    assert found([user("Hi"), says("We open at 9:00 and have 40 bikes.")]) == []


STAYS = [
    user("A hotel in Lisbon, please, for the 4th of March. I come at half past 4 in the afternoon."),
    calls("c1", "find_hotels", city="Lisbon"),
    result(
        "c1",
        [
            {
                "hotel_name": "1 Hotel Bridge",
                "star_rating": "4",
                "phone_number": "+1 833-625-6111",
                "opens": "07:00",
            },
            {
                "hotel_name": "Lapa Inn",
                "star_rating": "3",
                "phone_number": "+1 833-625-7222",
                "opens": "16:15",
            },
        ],
    ),
]


@pytest.mark.parametrize(
    ("said", "defects"),
    [
        ("There is a 4 star hotel called 1 Hotel Bridge.", []),
        ("Lapa Inn is a 4 star hotel.", ["contradicts a result"]),
        ("Lapa Inn answers at 833-625-7222 and opens at 4:15 pm.", []),
        ("1 Hotel Bridge opens at 8 am.", ["contradicts a result"]),
        ("I have noted Monday, 4 March, 4:30 pm.", []),
        ("Have a good day, Bye.", []),
    ],
)
def test_records_may_be_known_by_a_title_alone(said: str, defects: list[str]) -> None:
    faults = [one for one in found([*STAYS, says(said)]) if one[1] != "unknown function"]
    assert faults == [(3, defect) for defect in defects]
