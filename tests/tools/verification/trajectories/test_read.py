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


def test_calls_without_ids_have_their_results_in_order() -> None:
    asks = [{"function": FUNCTION}, {"function": {**FUNCTION, "arguments": {"booking_id": "K-2"}}}]
    results = [{"role": "tool", "name": "get_booking", "content": "{}"}] * 2
    messages = [user("Hm?"), {"role": "assistant", "tool_calls": asks}, *results, says("Well.")]
    talk = read_trajectory({"tools": TOOLS, "messages": messages})
    assert [one.answers for one in talk.messages[2:-1]] == [one.id for one in talk.messages[1].calls]
    assert check_trajectory(talk).ok


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        ({"tools": TOOLS}, "messages", "not a list of 1 to"),
        ({"messages": "{"}, "messages", "not JSON"),
        ({"messages": [user("a")]}, "messages", "no turn of the assistant"),
        ({"messages": ["a"]}, "messages.0", "dictionary"),
        ({"messages": [{"role": "elf", "content": "a"}]}, "messages.0.role", "'system', 'developer'"),
        ({"messages": [says("a" * 20_001)]}, "messages.0", "longer than 20,000"),
        ({"messages": [{"role": "assistant"}]}, "messages.0", "neither says nor calls"),
        ({"messages": [{"role": "assistant", "content": 3}]}, "messages.0.content", "a valid string"),
        ({"messages": [{"role": "assistant", "content": [{"type": "image_url"}]}]}, "content", "valid"),
        ({"messages": [{"role": "assistant", "tool_calls": "x"}]}, "messages.0.tool_calls", "a valid list"),
        ({"messages": [{"role": "assistant", "tool_calls": [{"id": 3}]}]}, "tool_calls.0.id", "string"),
        ({"messages": [{"role": "user", "tool_calls": [FUNCTION]}]}, "messages.0", "only assistants call"),
        ({"messages": [{"role": "tool", "tool_call_id": 1, "content": ""}]}, "messages.0.tool_call_id", "id"),
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
