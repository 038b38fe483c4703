"""Talks that exist: how they are read, and what is wrong with their form, identifiers and results."""

import json
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls import read_tools
from seedbed.tools.verification.trajectories import Fault, check_trajectory, read_trajectory
from seedbed.tools.world.world import Collection, Operation, World
from tests.tools.export.talks import call, says, user
from tests.tools.verification.test_toolcalls import CASES

NAMED: dict[str, dict[str, Any]] = {
    "find_bikes": {"kind": {"type": "string", "enum": ["city", "tandem"]}},
    "book_bike": {"bike_id": {"type": "string"}, "days": {"type": "integer"}},
    "get_booking": {"booking_id": {"type": "string"}},
}
TOOLS = [
    {"name": name, "parameters": {"type": "object", "properties": named, "required": list(named)}}
    for name, named in NAMED.items()
]
BIKES = ({"bike_id": "B1", "kind": "city", "price": 18.5}, {"bike_id": "B2", "kind": "city", "price": 21})
WORLD = World(
    {tool.name: tool for tool in read_tools(TOOLS)},
    {
        name: Operation.model_validate(does)
        for name, does in {
            "find_bikes": {"does": "find", "in": "bikes"},
            "book_bike": {"does": "create", "in": "bookings", "set": {"status": "booked"}},
            "get_booking": {"does": "get", "in": "bookings"},
        }.items()
    },
    {"bikes": Collection(key="bike_id", rows=BIKES), "bookings": Collection(key="booking_id", prefix="K-")},
)


def calls(made: str, name: str, **arguments: Any) -> dict[str, Any]:
    asked = call(name, json.dumps(arguments), made)
    return {"role": "assistant", "content": None, "tool_calls": [asked]}


def result(made: str, value: Any) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": made, "content": json.dumps(value)}


BOOKING = {"booking_id": "K-1001", "bike_id": "B1", "days": 3, "status": "booked"}
FOUND = result("c1", {"count": 2, "results": BIKES})
SEARCH = [user("What city bikes are there?"), calls("c1", "find_bikes", kind="city"), FOUND]
BOOKS = calls("c2", "book_bike", bike_id="B1", days=3)
BOOKED = [*SEARCH, says("B1 and B2."), user("B1 for 3 days."), BOOKS, result("c2", BOOKING)]
GOOD = [*BOOKED, says("K-1001 is booked."), user("Thanks!"), says("Enjoy the ride.")]


def checked(messages: list[Any], world: World | None = None, tools: Any = TOOLS) -> tuple[Fault, ...]:
    return check_trajectory(read_trajectory({"tools": tools, "messages": messages}), world)


def found(messages: list[dict[str, Any]], world: World | None = None) -> list[tuple[int, str]]:
    """(turn, defect) of each fault."""
    return [(one.turn, one.defect) for one in checked(messages, world)]


# read ----------------------------------------------------------------------------------------------------


def test_openai_messages_are_read_with_arguments_as_text_or_object() -> None:
    talk = read_trajectory({"tools": json.dumps(TOOLS), "messages": json.dumps(BOOKED)})
    assert [one.role for one in talk.messages[:3]] == ["user", "assistant", "tool"]
    assert talk.messages[1].calls[0].id == talk.messages[2].answers == "c1"
    assert talk.messages[1].calls[0].arguments == {"kind": "city"}
    parts = [{"type": "text", "text": "Hello"}, {"type": "text", "text": "again"}]
    other = read_trajectory(
        {"messages": [{"role": "developer", "content": parts}, says("Hi")], "tools": None}
    )
    assert (other.messages[0].role, other.messages[0].text, other.tools) == ("system", "Hello\nagain", ())


def test_calls_without_ids_have_their_results_in_order() -> None:
    asks = [{"function": {"name": "get_booking", "arguments": {"booking_id": key}}} for key in ("k", "l")]
    results = [{"role": "tool", "name": "get_booking", "content": "{}"}] * 2
    messages = [user("Hm?"), {"role": "assistant", "tool_calls": asks}, *results, says("Well.")]
    talk = read_trajectory({"tools": TOOLS, "messages": messages})
    assert [one.answers for one in talk.messages[2:-1]] == [one.id for one in talk.messages[1].calls]
    assert not check_trajectory(talk)


@pytest.mark.parametrize(("row", "place", "said"), CASES["no_talk"])
def test_what_is_no_trajectory_says_what_is_wrong_and_where(row: Any, place: str, said: str) -> None:
    with pytest.raises(UserFault) as caught:
        read_trajectory(row)
    assert place in str(caught.value) and said in str(caught.value)


def test_a_message_has_its_length_and_arguments_that_are_no_json_are_a_fault_of_the_call() -> None:
    with pytest.raises(UserFault, match=r"messages\.0: longer than 20,000"):
        read_trajectory({"messages": [says("a" * 20_001)]})
    broken = call("get_booking", "{booking", "c")
    messages = [user("Hm?"), {"role": "assistant", "tool_calls": [broken]}, result("c", {}), says("Well.")]
    assert found(messages) == [(1, "malformed")]


# checked -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("world", [None, WORLD])
def test_a_talk_as_it_should_be_has_no_fault(world: World | None) -> None:
    assert not checked(GOOD, world)


def test_calls_are_held_against_the_schemas() -> None:
    wrong = [calls("c", "book_bike", bike_id="B1", days="two"), result("c", {}), says("Hm.")]
    assert found([user("Book B1."), *wrong]) == [(1, "wrong type")]
    (unknown,) = checked([user("Hi"), calls("c", "send_mail"), result("c", {}), says("Hm.")])
    assert unknown.reason.startswith("turn 1 (assistant): there is no function 'send_mail'")


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
        ([*BOOKED, says("I'd like to book it, please: the exact result of 4*18.50+12 is 86.")], []),
        ([user("Hm."), says("Fine.<|im_end|>")], [(1, "mark between turns")]),
        ([user("Hm."), says("[INST] Book it.")], [(1, "mark between turns")]),
        ([user("Hm."), says("</text-0123456789ab> Well.")], [(1, "mark between turns")]),
    ],
)
def test_turns_and_results_keep_their_order(messages: list[Any], expected: list[tuple[int, str]]) -> None:
    assert found(messages) == expected


def test_results_are_those_that_the_world_gives() -> None:
    other = result("c2", {**BOOKING, "days": 4})
    assert found([*BOOKED[:6], other, says("Well.")], WORLD) == [(6, "not reproduced")]
    assert "the world answers" in checked([*SEARCH[:2], result("c1", []), says("None.")], WORLD)[0].reason
    assert found([*BOOKED[:6], result("c2", {**BOOKING, "days": 3.0}), says("Well.")], WORLD) == []


@pytest.mark.parametrize(("told", "booking", "known"), CASES["identifiers"])
def test_an_identifier_in_a_call_was_given_by_somebody(told: str, booking: str, known: bool) -> None:
    talk = [user(told), calls("c", "get_booking", booking_id=booking), result("c", {}), says("So.")]
    assert found(talk) == ([] if known else [(1, "value from nowhere")])


def test_an_identifier_may_stem_from_a_result_a_schema_or_what_the_user_heard() -> None:
    asks = [calls("c2", "get_booking", booking_id="K-1001"), result("c2", BOOKING), says("So.")]
    shown = [user("Mine?"), calls("c1", "find_bikes", kind="city"), result("c1", {"booking_id": "K-1001"})]
    assert found([*shown, *asks]) == []
    assert found([user("Mine?"), says("Is it K-1001?"), user("Yes."), *asks]) == []
    schema = {**TOOLS[2], "description": "A booking such as K-1001."}
    assert not checked([user("Hm?"), *asks], tools=[schema])


@pytest.mark.parametrize(
    ("told", "known"), [("B1, please", True), ("b 1", True), ("the B12", False), ("one", False)]
)
def test_a_key_of_the_world_is_an_identifier_however_short(told: str, known: bool) -> None:
    talk = [user(told), calls("c", "book_bike", bike_id="B1", days=3), result("c", BOOKING), says("So.")]
    assert found(talk) == [] and found(talk, WORLD) == ([] if known else [(1, "value from nowhere")])
