"""Trajectories in the shapes in which people have them."""

import json
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.read import read_trajectory
from tests.tools.verification.trajectories.talks import BOOKED, TOOLS, says, user

FUNCTION = {"name": "get_booking", "arguments": '{"booking_id": "K-1"}'}


def test_openai_messages_are_read_with_arguments_as_text_or_object() -> None:
    talk = read_trajectory({"tools": json.dumps(TOOLS), "messages": json.dumps(BOOKED)})
    assert [one.role for one in talk.messages[:3]] == ["user", "assistant", "tool"]
    assert talk.messages[1].calls[0].id == talk.messages[2].answers == "c1"
    assert talk.messages[1].calls[0].call.arguments == {"kind": "city"}
    parts = [{"type": "text", "text": "Hello"}, {"type": "text", "text": "again"}]
    other = read_trajectory(
        {"messages": [{"role": "developer", "content": parts}, says("Hi")], "tools": None}
    )
    assert (other.messages[0].role, other.messages[0].text, other.tools) == ("system", "Hello\nagain", ())


@pytest.mark.parametrize(
    "asks",
    [
        {
            "tool_calls": [
                {"function": FUNCTION},
                {"function": {**FUNCTION, "arguments": {"booking_id": "K-2"}}},
            ]
        },
        {"function_call": FUNCTION},
    ],
)
def test_calls_without_ids_have_their_results_in_order(asks: dict[str, Any]) -> None:
    several = len(asks.get("tool_calls", (1,)))
    results = [
        {"role": "function" if several == 1 else "tool", "name": "get_booking", "content": "{}"}
    ] * several
    messages = [user("Hm?"), {"role": "assistant", **asks}, *results, says("Well.")]
    talk = read_trajectory({"tools": TOOLS, "messages": messages})
    assert [one.answers for one in talk.messages[2:-1]] == [one.id for one in talk.messages[1].calls]
    assert check_trajectory(talk).ok


@pytest.mark.parametrize("together", [True, False])
def test_sharegpt_conversations_are_read(together: bool) -> None:
    calls = [FUNCTION, {"name": "get_booking", "arguments": {"booking_id": "K-2"}}]
    results = [{"booking_id": "K-1", "days": 2}, {"booking_id": "K-2", "days": 4}]
    observed = [json.dumps(results)] if together else [json.dumps(one) for one in results]
    row = {
        "system": "Be brief.",
        "tools": json.dumps(TOOLS),
        "conversations": [
            {"from": "human", "value": "How long are K-1 and K-2?"},
            {"from": "function_call", "value": json.dumps(calls)},
            *({"from": "observation", "value": one} for one in observed),
            {"from": "gpt", "value": "K-1 is for 2 days, K-2 for 4 days."},
        ],
    }
    talk = read_trajectory(row)
    assert [one.role for one in talk.messages] == ["system", "user", "assistant", "tool", "tool", "assistant"]
    assert check_trajectory(talk).faults == ()


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        ({"tools": TOOLS}, "messages and conversations", "no messages"),
        ({"messages": [], "conversations": []}, "messages and conversations", "twice"),
        ({"messages": "{"}, "messages", "not JSON"),
        ({"messages": []}, "messages", "not a list of 1 to"),
        ({"messages": [user("a")]}, "messages", "no turn of the assistant"),
        ({"messages": ["a"]}, "messages.0", "this is a text"),
        ({"messages": [says("a" * 20_001)]}, "messages.0", "longer than 20,000"),
        ({"messages": [{"role": "assistant"}]}, "messages.0", "neither says nor calls"),
        ({"messages": [{"role": "assistant", "content": 3}]}, "messages.0.content", "a number"),
        ({"messages": [{"role": "assistant", "content": [{"type": "image_url"}]}]}, "content.0", "no text"),
        ({"messages": [{"role": "assistant", "tool_calls": "x"}]}, "messages.0", "not a list"),
        (
            {"messages": [{"role": "assistant", "tool_calls": [{"id": 3}]}]},
            "messages.0.tool_calls.0.id",
            "id",
        ),
        ({"messages": [{"role": "user", "tool_calls": [FUNCTION]}]}, "messages.0", "only the assistant"),
        ({"messages": [{"role": "tool", "tool_call_id": 1, "content": ""}]}, "messages.0.tool_call_id", "id"),
        ({"conversations": [{"from": "elf", "value": "a"}]}, "conversations.0.from", "'elf'"),
        ({"conversations": [{"from": "gpt", "value": 1}]}, "conversations.0.value", "a number"),
        ({"conversations": [{"from": "function_call", "value": "{"}]}, "conversations.0.value", "not JSON"),
        ({"messages": [says("a")], "tools": [{"name": ""}]}, "tools.0", "without a name"),
    ],
)
def test_what_is_no_trajectory_says_what_is_wrong_and_where(
    row: dict[str, Any], place: str, said: str
) -> None:
    with pytest.raises(UserFault) as caught:
        read_trajectory(row)
    assert place in str(caught.value) and said in str(caught.value)


def test_arguments_that_are_no_json_are_a_fault_of_the_call() -> None:
    broken = {"id": "c", "type": "function", "function": {"name": "get_booking", "arguments": "{booking"}}
    messages = [user("Hm?"), {"role": "assistant", "tool_calls": [broken]}]
    messages += [{"role": "tool", "tool_call_id": "c", "content": "{}"}, says("Well.")]
    done = check_trajectory(read_trajectory({"tools": TOOLS, "messages": messages}))
    assert [one.defect for one in done.faults] == ["malformed"]
