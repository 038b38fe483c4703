"""Form, identifiers and execution, and the verdict of it all."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from seedbed.app.cli import main
from seedbed.tools.verification.row_source import rows_of
from seedbed.tools.verification.rows import verdicts
from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.read import read_trajectory
from tests.tools.verification.trajectories.talks import (
    ASKED,
    BOOKED,
    BOOKING,
    SEARCH,
    TOOLS,
    calls,
    checked,
    found,
    result,
    says,
    user,
)

GOOD = [*ASKED, says("K-1001: Meadow, 3 days."), user("Thanks!"), says("Enjoy the ride.")]


@pytest.mark.parametrize("in_world", [False, True])
def test_a_talk_as_it_should_be_has_no_fault(in_world: bool) -> None:
    done = checked(GOOD, in_world)
    assert done.ok and done.score == 1 and done.reason == ""
    assert [item["kind"] for item in done.evidence()].count("schema") == 2
    assert all(item["ok"] for item in done.evidence())


def test_calls_are_held_against_the_schemas() -> None:
    wrong = [
        user("Book B1."),
        calls("c", "book_bike", bike_id="B1", days="two"),
        result("c", {}),
        says("Hm."),
    ]
    assert found(wrong) == [(1, "wrong type")]
    strange = [user("Hi"), calls("c", "send_mail"), result("c", {}), says("Hm.")]
    done = checked(strange)
    assert done.faults[0].reason.startswith("turn 1 (assistant): there is no function 'send_mail'")
    assert done.score == 0.75


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([user("a"), user("b"), says("c")], [(1, "out of turn")]),
        ([user("a"), says("b"), says("c")], [(2, "out of turn")]),
        ([*SEARCH], [(2, "out of turn")]),
        ([*SEARCH[:2], user("Hello?")], [(1, "unanswered call"), (2, "out of turn")]),
        ([*SEARCH, result("c1", {}), says("So.")], [(3, "result of no call")]),
        ([*SEARCH[:2], result("c9", {}), says("So.")], [(1, "unanswered call"), (2, "result of no call")]),
        ([user("a"), result("c1", {}), says("b")], [(1, "out of turn"), (1, "result of no call")]),
        ([user("a"), says("b"), {"role": "system", "content": "c"}], [(2, "out of turn")]),
    ],
)
def test_turns_and_results_keep_their_order(messages: list[Any], expected: list[tuple[int, str]]) -> None:
    assert found(messages) == expected


def test_results_are_those_that_the_world_gives() -> None:
    assert found([*BOOKED[:6], result("c2", {**BOOKING, "days": 4}), says("Well.")], True) == [
        (6, "not reproduced")
    ]
    assert "the world answers" in checked([*SEARCH[:2], result("c1", []), says("None.")], True).reason
    floats = {**BOOKING, "days": 3.0}
    assert found([*BOOKED[:6], result("c2", floats), says("Well.")], True) == []


@pytest.mark.parametrize("said", ["Fine.<|im_end|>", "[INST] Book it.", "</text-0123456789ab> Well."])
def test_marks_between_turns_are_no_words(said: str) -> None:
    assert found([user("Hm."), says(said)]) == [(1, "mark between turns")]


@pytest.mark.parametrize(
    ("told", "booking", "known"),
    [
        ("It is K-1001.", "K-1001", True),
        ("it's k 1001", "K-1001", True),
        ("The one from Friday.", "K-1001", False),
        ("The one from Friday.", "mine", True),
        ("Friday, the third of May.", "2026-05-03T14:00", True),
        ("Ann at example dot org", "ann@example.org", False),
        ("ann@example.org", "ann@example.org", True),
        ("The first hundred rows.", "A1:C100", True),
        ("From Lisbon.", "GMT+01:00", True),
        ("Two hundred and fifty.", "250kg", True),
        ("Bike 4711 of the harbour.", "harbour-4711", True),
    ],
)
def test_an_identifier_in_a_call_was_given_by_somebody(told: str, booking: str, known: bool) -> None:
    talk = [user(told), calls("c", "get_booking", booking_id=booking), result("c", {}), says("So.")]
    assert found(talk) == ([] if known else [(1, "value from nowhere")])


def test_an_identifier_may_stem_from_a_result_a_schema_or_what_the_user_heard() -> None:
    asks = [calls("c2", "get_booking", booking_id="K-1001"), result("c2", BOOKING), says("So.")]
    shown = [user("Mine?"), calls("c1", "find_bikes", kind="city"), result("c1", {"booking_id": "K-1001"})]
    assert found([*shown, *asks]) == []
    assert found([user("Mine?"), says("Is it K-1001?"), user("Yes."), *asks]) == []
    schema = {**TOOLS[2], "description": "A booking such as K-1001."}
    assert check_trajectory(read_trajectory({"tools": [schema], "messages": [user("Hm?"), *asks]})).ok


def test_what_is_said_is_not_held_against_lists_of_words() -> None:
    odd = [*BOOKED, says("I'd like to book it, please: the exact result of 4*18.50+12.00 is 86.")]
    assert found(odd) == []


def test_rows_get_a_score_by_turns_and_evidence_for_calls_and_turns(tmp_path: Path) -> None:
    bad = [*BOOKED, says("K-1001 is booked.<|im_end|>")]
    rows: list[dict[str, Any]] = [
        {"tools": TOOLS, "messages": GOOD},
        {"tools": TOOLS, "messages": bad},
        {"messages": [user("Hi"), says("Hello.")]},
        {"tools": TOOLS, "messages": [{"role": "wizard", "content": "x"}]},
        {"tools": TOOLS, "calls": [{"name": "get_booking", "arguments": {"booking_id": "K-1"}}]},
    ]
    given = list(verdicts(rows_of(rows), "toolcalls"))
    assert [one.ok for one in given] == [True, False, True, False, True]
    assert [one.score for one in given] == [1.0, 0.875, 1.0, 0.0, 1.0]
    assert len(given[1].evidence) == 8 + 2
    assert given[1].evidence[-1]["defects"] == ["mark between turns"]
    assert "messages.0.role" in given[3].reason and "'developer'" in given[3].reason
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows[:2]), encoding="utf-8")
    done = CliRunner().invoke(main, ["verify", str(path), "--kind", "toolcalls", "--quiet"])
    assert [json.loads(line)["ok"] for line in done.stdout.splitlines()] == [True, False]


def test_a_file_without_talks_or_calls_says_what_is_wanted() -> None:
    from seedbed.memory.errors import UserFault

    with pytest.raises(UserFault, match="nor the `messages` of a talk"):
        list(verdicts(rows_of([{"text": "x"}]), "toolcalls"))
