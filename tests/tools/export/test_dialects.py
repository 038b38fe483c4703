"""One conversation in each format, against what the formats' own pages say; calls among them."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.export import dialects
from seedbed.tools.export.conversation import Conversation, is_conversation, read_conversation, talk
from tests.tools.export.talks import ADD, ONE_CALL, PARALLEL, PLAIN, SINGLE, TALKS, WEATHER, call, enveloped


def read(fields: dict[str, Any]) -> Conversation:
    assert is_conversation(fields)
    return read_conversation(fields)


@pytest.mark.parametrize("fields", TALKS.values(), ids=list(TALKS))
def test_openai_is_what_was_given(fields: dict[str, Any]) -> None:
    assert dialects.openai(read(fields)) == fields


def test_what_is_missing_is_put_in() -> None:
    loose = {
        "messages": [
            {
                "role": "developer",
                "content": [{"type": "text", "text": "Be "}, {"type": "text", "text": "kind."}],
            },
            {"role": "user", "content": "Both?"},
            {
                "role": "assistant",
                "tool_calls": [
                    {"name": "add", "arguments": {"numbers": [1]}},
                    {"function": {"name": "weather", "arguments": ""}},
                ],
            },
            {"role": "tool", "name": "weather", "content": {"rain": True}},
            {"role": "tool", "content": "1"},
        ],
        "tools": json.dumps([WEATHER, enveloped(ADD)]),
    }
    said = dialects.openai(read(loose))
    assert said["messages"] == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Both?"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [call("add", '{"numbers": [1]}', "call_1"), call("weather", "{}", "call_2")],
        },
        {"role": "tool", "content": '{"rain": true}', "tool_call_id": "call_2"},
        {"role": "tool", "content": "1", "tool_call_id": "call_1"},
    ]
    assert said["tools"] == [enveloped(WEATHER), enveloped(ADD)]


@pytest.mark.parametrize("written", ['{"place": "Ely"', "[1]", '{"place": 1, "place": 2}', "NaN"])
def test_a_call_that_is_no_json_object_stays_as_it_was_written(written: str) -> None:
    said = read(
        {
            "messages": [
                {"role": "user", "content": "Ely?"},
                {"role": "assistant", "tool_calls": [call("weather", written, "c")]},
                {"role": "tool", "tool_call_id": "c", "content": "error"},
                {"role": "assistant", "content": "That failed."},
            ]
        }
    )
    for made in (dialects.openai(said), dialects.trl(said)):
        assert made["messages"][1]["tool_calls"][0]["function"]["arguments"] == written
    turn = dialects.sharegpt(said)["conversations"][1]
    assert json.loads(turn["value"]) == {"name": "weather", "arguments": written}


@pytest.mark.parametrize(
    "messages",
    [
        None,
        "text",
        [],
        [{"role": "user", "content": "a"}],
        [{"role": "narrator"}, {"role": "assistant"}],
        [1],
    ],
)
def test_other_messages_are_no_conversation(messages: Any) -> None:
    assert not is_conversation({"messages": messages})


@pytest.mark.parametrize("tools", ["no JSON", "{", 7, None, [1], ""])
def test_tools_that_are_none_are_none(tools: Any) -> None:
    assert "tools" not in dialects.openai(read({**PLAIN, "tools": tools}))


def test_trl_has_arguments_as_objects_and_results_with_names() -> None:
    said = dialects.trl(read(ONE_CALL))
    assert said["messages"][1] == {
        "role": "assistant",
        "content": "",
        "tool_calls": [
            {
                "id": "a1",
                "type": "function",
                "function": {"name": "weather", "arguments": {"place": "Köln", "day": 1}},
            }
        ],
    }
    assert said["messages"][2] == {
        "role": "tool",
        "content": '{"rain": false}',
        "name": "weather",
        "tool_call_id": "a1",
    }
    assert said["tools"] == [enveloped(WEATHER), enveloped(ADD)]


def test_results_of_several_calls_stand_in_the_order_of_the_calls() -> None:
    messages = dialects.trl(read(PARALLEL))["messages"]
    assert [one["tool_call_id"] for one in messages if one["role"] == "tool"] == ["b1", "b2"]
    strange = {"role": "tool", "tool_call_id": "z", "content": "?"}
    others = [*PARALLEL["messages"][:4], strange, *PARALLEL["messages"][4:]]
    mixed = dialects.trl(read({"messages": others}))["messages"]
    assert [one["tool_call_id"] for one in mixed if one["role"] == "tool"] == ["b2", "z", "b1"]


def test_sharegpt_keeps_every_message_in_its_place() -> None:
    said = dialects.sharegpt(read(PARALLEL))
    assert [turn["from"] for turn in said["conversations"]] == [
        "system",
        "human",
        "gpt",
        "function_call",
        "observation",
        "observation",
        "gpt",
    ]
    assert json.loads(said["conversations"][3]["value"]) == [
        {"name": "weather", "arguments": {"place": "Ely"}},
        {"name": "weather", "arguments": {"place": "Bath"}},
    ]
    assert [turn["value"] for turn in said["conversations"][4:6]] == ['{"rain": true}', "no such place"]
    assert json.loads(said["tools"]) == [WEATHER]
    one = dialects.sharegpt(read(ONE_CALL))["conversations"]
    assert one[1]["value"] == '{"name": "weather", "arguments": {"place": "Köln", "day": 1}}'
    assert "tools" not in dialects.sharegpt(read(PLAIN))


def test_llamafactory_joins_results_and_has_no_words_beside_calls() -> None:
    made = dialects.llamafactory(read(PARALLEL))
    assert made is not None
    assert made.lost == 1
    assert [turn["from"] for turn in made.value["conversations"]] == [
        "human",
        "function_call",
        "observation",
        "gpt",
    ]
    assert made.value["conversations"][2]["value"] == '[{"rain": true}, "no such place"]'
    assert made.value["system"] == "You know the weather."


def test_llamafactory_joins_what_one_side_says_in_a_row_and_cuts_the_ends() -> None:
    made = dialects.llamafactory(
        talk(
            ("assistant", "Hello!"),
            ("user", "I want"),
            ("user", "a bike."),
            ("assistant", "Which?"),
            ("assistant", "Big or small?"),
            ("user", "Thanks, bye."),
        )
    )
    assert made is not None
    assert made.lost == 2
    assert made.value["conversations"] == [
        {"from": "human", "value": "I want\n\na bike."},
        {"from": "gpt", "value": "Which?\n\nBig or small?"},
    ]


CALL = {"role": "assistant", "tool_calls": [call("add", "{}", "d")]}
USER, ANSWER = {"role": "user", "content": "Hm?"}, {"role": "assistant", "content": "Yes."}
RESULT = {"role": "tool", "tool_call_id": "d", "content": "0"}


@pytest.mark.parametrize(
    "messages",
    [
        [USER, ANSWER, {"role": "system", "content": "Now in French."}, USER, ANSWER],
        [USER, CALL, ANSWER],
        [USER, CALL, USER, ANSWER],
        [USER, CALL, RESULT, USER, ANSWER],
        [USER, ANSWER, RESULT, ANSWER],
        [CALL, RESULT, ANSWER],
        [USER, CALL, CALL, RESULT, ANSWER],
        [ANSWER],
    ],
    ids=lambda messages: " ".join(message["role"] for message in messages),
)
def test_llamafactory_cannot_take_what_does_not_alternate(messages: list[dict[str, Any]]) -> None:
    assert dialects.llamafactory(read({"messages": messages})) is None


@given(st.lists(st.sampled_from(["user", "assistant", "call", "tool", "tool"]), max_size=9), st.booleans())
def test_whatever_llamafactory_gets_alternates_and_what_is_missing_is_counted(
    kinds: list[str], system: bool
) -> None:
    """Its rule: human or observation in odd places, gpt or function_call in even ones, as many of both."""
    messages: list[dict[str, Any]] = [{"role": "system", "content": "s0"}] if system else []
    for number, kind in enumerate(kinds):
        role = "assistant" if kind == "call" else kind
        calls = {"tool_calls": [call("add", "{}", "c1"), call("add", "{}", "c2")]} if kind == "call" else {}
        messages.append({"role": role, "content": f"w{number}", **calls})
    made = dialects.llamafactory(read_conversation({"messages": messages}))
    if made is None:
        return
    turns = made.value["conversations"]
    assert len(turns) % 2 == 0
    assert {turn["from"] for turn in turns[::2]} <= {"human", "observation"}
    assert {turn["from"] for turn in turns[1::2]} <= {"gpt", "function_call"}
    for before, turn in pairwise(turns):
        assert (before["from"] == "function_call") == (turn["from"] == "observation")
    shown = json.dumps(made.value)
    assert sum(f"w{number}" not in shown for number in range(len(kinds))) == made.lost


def test_tools_without_parameters_take_none() -> None:
    said = read({**PLAIN, "tools": [{"name": "now"}, {"name": "day", "parameters": {"type": "object"}}]})
    none = {"type": "object", "properties": {}}
    wanted = [{"name": "now", "parameters": none}, {"name": "day", "parameters": none}]
    assert json.loads(dialects.sharegpt(said)["tools"]) == wanted


def test_alpaca_has_one_turn() -> None:
    told = {"instruction": "Answer in one word.", "input": "Capital of Italy?", "output": "Rome."}
    assert dialects.alpaca(read(SINGLE)) == told
    assert dialects.alpaca(talk(("user", "Capital of Italy?"), ("assistant", "Rome."))) == {
        "instruction": "Capital of Italy?",
        "input": "",
        "output": "Rome.",
    }
    assert dialects.alpaca(read(PLAIN)) is None
    assert dialects.alpaca(read(ONE_CALL)) is None
    assert dialects.alpaca(read({**SINGLE, "tools": [WEATHER]})) is None
