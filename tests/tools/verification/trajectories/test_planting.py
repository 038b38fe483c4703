"""Defects planted into right turns: each is found under its name, and reads as somebody might say it."""

import json
from typing import Any

import pytest

from seedbed.tools.verification.trajectories.pairs import compare_answers
from seedbed.tools.verification.trajectories.planting.plant import PLANTS, planted_pair
from tests.tools.verification.trajectories.talks import BOOKED, TOOLS, calls, result, says, user

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
REFUSED = [
    *BOOKED[:-1],
    result("c2", {"error": "no bikes has the bike_id 'B1'"}),
    says("I'm sorry, that booking was refused."),
]
ASKS = [
    user("I want to book bike B1."),
    says("For how many days would you like it?"),
    user("For 3 days."),
    calls("c1", "book_bike", bike_id="B1", days=3),
]
SUM = [user("Add 12 times 18 and 5, please."), says("That is 12 × 18 = 216, and with 5 more 221.")]


def pair(way: str, messages: list[dict[str, Any]], place: int, texts: tuple[str, ...] = ()) -> Any:
    row = {"messages": messages, "tools": TOOLS}
    return planted_pair(row, place, way, texts)


def defects(made: Any, texts: tuple[str, ...] = ()) -> list[str]:
    compared = compare_answers(made["prompt"], made["chosen"][0], made["rejected"][0], made["tools"], texts)
    assert compared.chosen == ()
    return [one.defect for one in compared.rejected]


CASES = [
    ("call: unknown function", BOOKED, 5),
    ("call: missing argument", BOOKED, 5),
    ("call: unknown argument", BOOKED, 5),
    ("call: wrong type", BOOKED, 5),
    ("call: value not allowed", BOOKED, 1),
    ("call: another value than asked for", LONGER, 9),
    ("call: made instead of asking", ASKS, 1),
    ("call: answered without", TALK, 5),
    ("another value", TALK, 7),
    ("another name", TALK, 7),
    ("another word", TALK, 7),
    ("former value", LONGER, 13),
    ("denied record", LONGER, 13),
    ("slipped sum", SUM, 1),
    ("invented addition", TALK, 7),
    ("success after an error", REFUSED, 7),
    ("said again", LONGER, 13),
    ("goes on for the user", LONGER, 11),
    ("user's words", LONGER, 13),
]


@pytest.mark.parametrize(("way", "messages", "place"), CASES, ids=[case[0] for case in CASES])
def test_what_is_planted_is_found_under_its_name(
    way: str, messages: list[dict[str, Any]], place: int
) -> None:
    made = pair(way, messages, place)
    assert made is not None and made["chosen"] == [messages[place]] and made["prompt"] == messages[:place]
    assert made["rejected"] != made["chosen"]
    assert set(defects(made)) & set(made["fits"])


def test_every_way_is_tried() -> None:
    others = {"another record's answer", "answered though it stands nowhere"}
    assert {way for way, _, _ in CASES} | set(OF_DOCUMENTS) | others == set(PLANTS)


def test_the_same_row_gives_the_same_pair() -> None:
    assert pair("another value", TALK, 7) == pair("another value", TALK, 7)


def test_a_call_is_wrong_as_models_write_it() -> None:
    name = pair("call: unknown function", BOOKED, 5)["rejected"][0]["tool_calls"][0]["function"]["name"]
    assert name in (
        "reserve_bike",
        "rent_bike",
        "hire_bike",
        "order_bike",
        "bookBike",
        "bike",
    )
    typed = pair("call: wrong type", BOOKED, 5)["rejected"][0]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(typed) in ({"bike_id": "B1", "days": "3"}, {"bike_id": "B1", "days": "3 days"})


def test_another_value_is_first_one_of_the_material() -> None:
    rows = [[*BOOKED[:3], says(f"Harbour (B2) is 21 a day.{' ' * n}")] for n in range(12)]
    said = [pair("another value", row, 3)["rejected"][0]["content"] for row in rows]
    assert sum("18.5" in one for one in said) >= 6


PASSAGE = (
    "Bikes must be returned before 18:00. Members can hire two bikes for 12 euros a day; "
    "a deposit of 50 euros is paid in cash."
)
BACK = says("Bikes must be returned before 18:00.")
OF_DOCUMENTS = {
    "another value": [user("When do I bring it back?"), BACK],
    "opposite word": [user("When do I bring it back?"), BACK],
    "refused though it stands there": [user("When do I bring it back?"), BACK],
    "volunteered fact": [
        user("When do I bring it back?"),
        BACK,
        user("And the deposit for bikes?"),
        says("For bikes a deposit of 50 euros is paid in cash."),
    ],
    "statement denied": [
        user("Can members hire two bikes?"),
        says("Yes, members can hire two bikes."),
    ],
}


@pytest.mark.parametrize("way", OF_DOCUMENTS)
def test_an_answer_about_documents_is_held_against_its_passage(way: str) -> None:
    made = planted_pair({"messages": OF_DOCUMENTS[way]}, 1, way, (PASSAGE,))
    assert made is not None
    compared = compare_answers(made["prompt"], made["chosen"][0], made["rejected"][0], (), (PASSAGE,))
    assert compared.chosen == () and compared.fault_of(made["fits"]) is not None
    assert compare_answers(made["prompt"], made["chosen"][0], made["rejected"][0]).rejected == ()


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        ("How much is the helmet?", ["The helmet is 12 euros.", "The helmet is 50 euros."]),
        (
            "Fine. How much does a helmet cost?",
            ["A helmet costs 12 euros.", "A helmet costs 50 euros."],
        ),
        ("And for the trailer?", ["For the trailer it's "]),
        ("Why is that?", []),
    ],
)
def test_what_the_documents_do_not_tell_is_made_up(asked: str, answers: list[str]) -> None:
    talk = [user("How much is a lock?"), says("A lock is 4 euros."), user(asked), says("That isn't stated.")]
    made = planted_pair({"messages": talk}, 3, "answered though it stands nowhere", (), (PASSAGE,))
    if not answers:
        assert made is None
        return
    assert made is not None and made["rejected"][0]["content"].startswith(tuple(answers))
    silent = says("That isn't stated in the documents.")
    compared = compare_answers(made["prompt"], silent, made["rejected"][0])
    assert [one.defect for one in compared.rejected] == ["unsupported"]


def test_passages_that_a_tool_has_found_are_material_too() -> None:
    found = [
        user("When do I bring it back?"),
        calls("c1", "find_bikes", kind="city"),
        result("c1", {"passages": [{"text": PASSAGE}]}),
        says("Bikes must be returned before 18:00."),
    ]
    made = pair("opposite word", found, 3)
    assert made["rejected"][0]["content"] == "Bikes must be returned after 18:00."
    assert defects(made) == ["unsupported"]


def test_a_right_answer_has_no_fault_beside_itself() -> None:
    compared = compare_answers(LONGER[:13], LONGER[13], LONGER[13], TOOLS)
    assert compared.chosen == () and compared.rejected == ()


def test_a_wrong_talk_gives_no_pair() -> None:
    wrong = [*TALK[:7], says("K-1001 is booked for 4 days.")]
    compared = compare_answers(wrong[:7], wrong[7], says("K-1001 is booked for 9 days."), TOOLS)
    assert compared.chosen and "4 days" in compared.chosen[0]


def test_another_argument_counts_only_where_the_user_said_which() -> None:
    prompt = [*TALK, user("And the other one for 2 days.")]
    right = calls("c9", "book_bike", bike_id="B2", days=2)
    days = compare_answers(prompt, right, calls("c9", "book_bike", bike_id="B2", days=3), TOOLS)
    assert [one.defect for one in days.rejected] == ["wrong argument"]
    bike = compare_answers(prompt, right, calls("c9", "book_bike", bike_id="B1", days=2), TOOLS)
    assert bike.rejected == ()


def test_no_defect_is_planted_where_nothing_bears_it() -> None:
    talk = [user("Hello there."), says("Good morning!")]
    bearing = [way for way in PLANTS if planted_pair({"messages": talk}, 1, way) is not None]
    assert bearing == ["goes on for the user"]
