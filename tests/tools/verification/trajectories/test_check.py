"""Form, roles, repetition, persona and execution, and the verdict of it all."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from seedbed.app.cli import main
from seedbed.tools.verification.row_source import rows_of
from seedbed.tools.verification.rows import verdicts
from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.messages import Trajectory
from seedbed.tools.verification.trajectories.openai import openai_messages
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


@pytest.mark.parametrize(
    ("role", "text", "defect"),
    [
        ("assistant", "Sure.\nUser: Great, thank you!", "speaks for the other"),
        ("assistant", "Fine. Human: And what does it cost?", "speaks for the other"),
        ("assistant", "Assistant: There are two.", "speaks for the other"),
        ("assistant", "Good.<|im_end|>", "speaks for the other"),
        ("assistant", "I'd like to book it, please.", "out of role"),
        ("assistant", "Where can I see my booking?", "out of role"),
        ("user", "As an AI I can't ride.", "out of role"),
        ("user", "How may I help you today?", "out of role"),
        ("user", "Your booking is confirmed.", "out of role"),
        ("assistant", "Customer: Ann Lee", ""),
        ("assistant", "You said «I'd like to book».", ""),
        ("assistant", "I need your booking number.", ""),
        ("user", "Can you help me find a bike for my mother?", ""),
        ("user", "Do you have your bikes outside?", ""),
    ],
)
def test_neither_speaks_for_or_as_the_other(role: str, text: str, defect: str) -> None:
    talk = [user(text), says("Well.")] if role == "user" else [user("Hm."), says(text)]
    turn = 0 if role == "user" else 1
    assert found(talk) == ([(turn, defect)] if defect else [])


def test_an_echo_is_out_of_role_and_a_repetition_is_named() -> None:
    asks = "Do you have anything light with a basket in front?"
    assert found([user(asks), says(asks)]) == [(1, "out of role")]
    again = [user("a"), says(asks), user("No. Why?"), says(asks)]
    assert found(again) == [(3, "repeated")]
    assert found([*again[:3], says("Do you have anything light with a basket in front, 2 of them?")]) == []


def test_a_question_may_come_again_with_what_was_just_said() -> None:
    first, second = "So that is a bike with a basket, right?", "So that is a bike with a trailer, right?"
    talk = [user("A bike with a basket."), says(first), user("A trailer, sorry."), says(second)]
    assert found(talk) == []
    assert found([*talk[:2], user("Hm."), says(first)]) == [(3, "repeated")]


def test_results_are_those_that_the_world_gives() -> None:
    assert found([*BOOKED[:6], result("c2", {**BOOKING, "days": 4}), says("Well.")], True) == [
        (6, "not reproduced")
    ]
    assert "the world answers" in checked([*SEARCH[:2], result("c1", []), says("None.")], True).reason
    floats = {**BOOKING, "days": 3.0}
    assert found([*BOOKED[:6], result("c2", floats), says("Well.")], True) == []


@pytest.mark.parametrize(
    ("text", "contradicts"),
    [
        ("My name is Mara, and I'm 34 years old.", False),
        ("I'm 29 years old.", True),
        ("My name is Ines.", True),
        ("I live in Porto.", True),
        ("I live in Lisbon with my family.", False),
        ("I come to you with another wish, and I live alone.", False),
        ("I'm OK, and I'm Portuguese.", False),
        ("I have three children.", True),
        ("I have two children.", False),
        ("Three children were playing.", False),
    ],
)
def test_the_users_facts_are_kept(text: str, contradicts: bool) -> None:
    persona = {"name": "Mara Silva", "age": "34", "city": "Lisbon", "children": "2"}
    faults = found([user(text), says("I see.")], persona=persona)
    assert faults == [(0, "persona contradicted")] * contradicts


def test_rows_get_a_score_by_turns_and_evidence_for_calls_and_turns(tmp_path: Path) -> None:
    bad = [*BOOKED, says("K-1001 is for 9 days.")]
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
    assert given[1].evidence[-1]["defects"] == ["contradicts a result"]
    assert "messages.0.role" in given[3].reason and "wizard" in given[3].reason
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows[:2]), encoding="utf-8")
    done = CliRunner().invoke(main, ["verify", str(path), "--kind", "toolcalls", "--quiet"])
    assert [json.loads(line)["ok"] for line in done.stdout.splitlines()] == [True, False]


def test_a_file_without_talks_or_calls_says_what_is_wanted() -> None:
    from seedbed.memory.errors import UserFault

    with pytest.raises(UserFault, match="nor the `messages` or `conversations` of a talk"):
        list(verdicts(rows_of([{"text": "x"}]), "toolcalls"))


@pytest.mark.parametrize("asked", ["How much does a bag of flour cost then?", "And how much is that a day?"])
def test_who_has_no_tools_may_ask_a_price(asked: str) -> None:
    talk = [user("A bag is 4 euros and I buy 3."), says(asked), user("12 euros in all."), says("Right.")]
    assert [fault.defect for fault in checked(talk).faults] == ["out of role"]
    alone = check_trajectory(Trajectory((), openai_messages(talk)))
    assert alone.faults == ()
