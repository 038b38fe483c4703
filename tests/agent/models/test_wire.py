"""Answers of no known form: each is a fault of the answer, none ends a build."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from seedbed.agent.answers import Answer
from seedbed.agent.models.chat import lean_chat
from seedbed.agent.models.endpoint import Endpoint
from seedbed.agent.models.wire import (
    Decode,
    Reply,
    completion_told,
    keep,
    load_object,
    read,
    request,
    schema_of,
    thought_told,
    tokens_told,
    with_schema,
)
from seedbed.memory.errors import AnswerFault
from seedbed.memory.profile import Profile, Quirks
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.tools.checks.asked import object_of


class Echo(Answer):
    """What was said."""

    said: str


@pytest.mark.parametrize(
    "message",
    [
        "hello",
        {"content": 5},
        {"content": ["hello"]},
        {"content": "hello", "tool_calls": 5},
        {"content": "hello", "tool_calls": {"a": 1}},
        {"content": "hello", "reasoning": {}, "reasoning_content": [1]},
    ],
)
def test_a_message_of_no_known_form_is_a_fault(message: Any) -> None:
    with pytest.raises(AnswerFault, match="no known form"):
        keep({"choices": [{"message": message}]})


def test_a_message_nested_too_deep_is_a_fault_and_one_without_words_is_read() -> None:
    deep: list[Any] = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(AnswerFault, match="nested too deep"):
        keep({"choices": [{"message": {"tool_calls": deep}}]})
    for nothing in ([{"message": None}], []):
        assert read(StoredAnswer("k", "", "m", keep({"choices": nothing, "usage": 5}))).text == ""


@pytest.mark.parametrize(
    "text",
    [
        '{"a": ' + "[" * 100_000,
        "{" * 100_000 + "}" * 100_000,
        "{" * 3_900 + "}" * 3_900,
        "{" + "a:b," * 20_000 + "}",
        '{"a": "it has no en',
        '{"a": "it has no end", "b": 12',
        "{'a': 1} and that was all, or so I think {}",
        "{what I think of it is this}",
    ],
)
def test_what_is_no_json_is_a_fault(text: str) -> None:
    with pytest.raises(AnswerFault, match="not JSON"):
        load_object(Reply("k", text, "", "stop", (), (), {}))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"a": "x",}', {"a": "x"}),
        ("{'a': 'x', b: True}", {"a": "x", "b": True}),
        ('```json\n{"a": "x" "b": [1, 2,]}\n```', {"a": "x", "b": [1, 2]}),
        ('{"a": "He said "no" to me\nand left."}', {"a": 'He said "no" to me\nand left.'}),
    ],
)
def test_what_is_nearly_json_is_read_as_it_was_meant(text: str, meant: Any) -> None:
    assert load_object(Reply("k", text, "", "stop", (), (), {})) == meant


@pytest.mark.parametrize(
    ("before", "thought", "after"),
    [
        ("", "", ""),
        ("\n```json\n", "", "\n```"),
        ("<think>{so}</think>", "{so}", ""),
        ("so {it} is</think>\n", "so {it} is", ""),
    ],
)
def test_a_thought_is_set_apart_and_one_that_the_row_holds_stays(
    before: str, thought: str, after: str
) -> None:
    row = {"asked": "2 + 2?", "response": "<think>\nTwo and two.\n</think>\n4"}
    body = {"choices": [{"message": {"content": before + json.dumps(row) + after}}]}
    reply = read(StoredAnswer("k", "", "m", keep(body)))
    assert (reply.thought, load_object(reply)) == (thought, row)


def test_half_a_character_written_as_an_escape_is_replaced() -> None:
    assert load_object(Reply("k", '{"a": "\\ud800!"}', "", "stop", (), (), {})) == {"a": "?!"}


def test_schemas_are_closed_and_titled() -> None:
    schema = schema_of(Echo)
    assert (schema["title"], schema["additionalProperties"], schema["required"]) == ("echo", False, ["said"])


@pytest.mark.parametrize("model", ["any", "o3-mini"])
def test_messages_get_langchains_form(model: str) -> None:
    chat = lean_chat("http://127.0.0.1:9/v1", model, "k", {}, 1.0)
    call = {"id": "1", "type": "function", "function": {"name": "now", "arguments": "{}"}}
    plain = [{"role": role, "content": f"«{role}»"} for role in ("system", "user", "assistant", "user")]
    turns = [*plain[:2], {"role": "assistant", "content": "", "tool_calls": [call]}]
    turns.append({"role": "tool", "tool_call_id": "1", "content": "noon"})
    parts: list[dict[str, Any]] = [{"role": "user", "content": [{"type": "text", "text": "a"}]}]
    said: list[list[Any]] = [[*plain], [*plain[1:2]], [*turns], [*parts]]
    for messages in said:
        made = {**chat._get_request_payload(messages), "seed": 5}
        assert json.loads(chat.payload({"messages": messages, "seed": 5})) == made
        assert list(json.loads(chat.payload({"messages": messages}))["messages"][0]) == list(
            made["messages"][0]
        )


@pytest.mark.parametrize(
    ("usage", "completion", "thought"),
    [
        ({"prompt_tokens": 5, "completion_tokens": 9, "total_tokens": 14}, 9, 0),
        (
            {
                "prompt_tokens": 5,
                "completion_tokens": 9,
                "completion_tokens_details": {"reasoning_tokens": 7},
            },
            9,
            7,
        ),
        # Gemini's: thought stands in the total alone.
        ({"prompt_tokens": 20, "completion_tokens": 198, "total_tokens": 623}, 603, 405),
        ({"prompt_tokens": 5, "completion_tokens": 9, "total_tokens": 0}, 9, 0),
        ({}, 0, 0),
    ],
)
def test_thought_that_is_not_shown_is_known_by_what_is_billed(
    usage: dict[str, Any], completion: int, thought: int
) -> None:
    content = {"usage": usage}
    assert completion_told(usage) == completion
    assert (thought_told(content), tokens_told(content)) == (
        thought,
        usage.get("prompt_tokens", 0) + completion,
    )


def end(parameters: Mapping[str, Any] = {}, **quirks: Any) -> Endpoint:
    profile = Profile(model="m", exam_version=1, quirks=Quirks(**quirks))
    return Endpoint("m", "m", "", "", profile, parameters=parameters)


def test_what_a_model_refuses_of_sampling_is_left_out_and_other_parameters_are_sent() -> None:
    given = {"top_p": 0.9, "temperature": 0.2, "reasoning_effort": "low"}
    for takes, sent in ((True, given), (False, {"reasoning_effort": "low"})):
        body = request({"messages": []}, end(given, temperature=takes), 1, Decode(temperature=0.7))
        assert {name: body[name] for name in body if name in given} == sent


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (("system", "user"), [("user", "system\n\nuser")]),
        (
            ("system", "user", "assistant", "user"),
            [("user", "system\n\nuser"), ("assistant", "assistant"), ("user", "user")],
        ),
        (("system", "assistant"), [("user", "system"), ("assistant", "assistant")]),
        (("user",), [("user", "user")]),
    ],
)
def test_where_no_system_is_heard_the_user_says_its_words(
    sent: tuple[str, ...], said: list[tuple[str, str]]
) -> None:
    asked = {"messages": [{"role": role, "content": role} for role in sent]}
    heard = request(asked, end(system=False), 1, Decode())["messages"]
    assert [(one["role"], one["content"]) for one in heard] == said
    assert request(asked, end(), 1, Decode())["messages"] == asked["messages"]


def test_a_schema_is_strict_where_strict_output_takes_it() -> None:
    body = {"messages": [{"role": "user", "content": "?"}]}
    shut = object_of({"a": {"type": "string"}})
    for schema, strict in ((shut, True), (object_of({"a": shut, "b": {"type": "object"}}), False)):
        form = with_schema(body, schema, Quirks())["response_format"]["json_schema"]
        assert (form["strict"], form["schema"]) == (strict, schema)
