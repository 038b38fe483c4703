"""One row in each format, against what the formats' own pages say; calls and pairs of answers among them."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.making.parts import settled
from seedbed.memory.spec import Part, Spec
from seedbed.tools.export.conversation import is_conversation
from seedbed.tools.export.formats import BY_NAME
from seedbed.tools.export.rows import ExportRow
from tests.tools.export.talks import (
    ADD,
    ONE_CALL,
    PAIRS,
    PARALLEL,
    PLAIN,
    ROWS,
    SINGLE,
    TALKS,
    WEATHER,
    call,
    calls,
    result,
    row,
    said,
    says,
    system,
    user,
)  # fmt: skip


def told(format: str, *messages: Any, **fields: Any) -> dict[str, Any]:
    (value,) = said(format, row({"messages": list(messages), **fields}))
    return value


@pytest.mark.parametrize("fields", TALKS.values(), ids=list(TALKS))
def test_openai_is_what_was_given(fields: dict[str, Any]) -> None:
    assert said("openai", row(fields)) == [fields]


def test_what_is_missing_is_put_in() -> None:
    parts = [{"type": "text", "text": "Be "}, {"type": "text", "text": "kind."}]
    loose = [{"name": "add", "arguments": {"numbers": [1]}}, {"function": {"name": "weather"}}]
    made = told(
        "openai",
        {"role": "developer", "content": parts},
        {"role": "assistant", "tool_calls": loose},
        {"role": "tool", "name": "weather", "content": {"rain": True}},
        {"role": "tool", "content": "1"},
        tools=json.dumps([WEATHER["function"], ADD]),
    )
    assert made["messages"] == [
        system("Be kind."),
        calls(call("add", '{"numbers": [1]}', "call_1"), call("weather", "{}", "call_2")),
        result("call_2", '{"rain": true}'),
        result("call_1", "1"),
    ]
    assert made["tools"] == [WEATHER, ADD]


def test_what_the_assistant_of_a_talk_was_told_is_the_systems_message() -> None:
    talk = [user("A dinghy for 900?"), says("750, as it leaks.")]
    asked: dict[str, Any] = {"messages": talk, "system": "You buy. Your limit: 800."}
    written = BY_NAME["openai"].write([row(asked, messages="messages", system="context")], (), False)
    assert json.loads(written.data)["messages"] == [system(asked["system"]), *talk]
    assert written.warnings == ()
    assert told("llamafactory", *talk, system=asked["system"])["system"] == asked["system"]
    kept = [system("You sell."), *talk]
    assert told("openai", *kept, system=asked["system"])["messages"] == kept


@pytest.mark.parametrize("written", ['{"place": "Ely"', "[1]", '{"place": 1, "place": 2}', "NaN"])
def test_a_call_that_is_no_json_object_stays_as_it_was_written(written: str) -> None:
    talk = (user("Ely?"), calls(call("weather", written, "c")), result("c", "error"), says("That failed."))
    for format in ("openai", "trl-sft"):
        (one,) = told(format, *talk)["messages"][1]["tool_calls"]
        assert one["function"]["arguments"] == written
    turn = told("sharegpt", *talk)["conversations"][1]
    assert json.loads(turn["value"]) == {"name": "weather", "arguments": written}


@pytest.mark.parametrize(
    "messages", [None, "text", [], [user("a")], [{"role": "narrator"}, says("b")], [1], [{"role": []}]]
)
def test_other_messages_are_no_conversation(messages: Any) -> None:
    assert not is_conversation(messages)


@pytest.mark.parametrize("tools", ["no JSON", "{", 7, None, [1], ""])
def test_tools_that_are_none_are_none(tools: Any) -> None:
    assert "tools" not in told("openai", *PLAIN["messages"], tools=tools)


def test_trl_has_arguments_as_objects_and_results_with_names_in_the_order_of_the_calls() -> None:
    (made,) = said("trl-sft", row(ONE_CALL))
    (one,) = made["messages"][1]["tool_calls"]
    assert (
        one["function"]["arguments"] == {"place": "Köln", "day": 1} and made["messages"][1]["content"] == ""
    )
    assert made["messages"][2] == {**result("a1", '{"rain": false}'), "name": "weather"}
    for fields in TALKS.values():
        (talk,) = said("trl-sft", row(fields))
        shown = [(one["role"], one["content"] or "") for one in fields["messages"]]
        assert sorted((one["role"], one["content"]) for one in talk["messages"]) == sorted(shown)
        assert talk.get("tools") == fields.get("tools")
    messages = told("trl-sft", *PARALLEL["messages"], result("z", "?"))["messages"]
    assert [one["tool_call_id"] for one in messages if one["role"] == "tool"] == ["b1", "b2", "z"]


def test_sharegpt_keeps_every_message_in_its_place() -> None:
    (made,) = said("sharegpt", row(PARALLEL))
    kinds = ["system", "human", "gpt", "function_call", "observation", "observation", "gpt"]
    assert [turn["from"] for turn in made["conversations"]] == kinds
    assert json.loads(made["conversations"][3]["value"]) == [
        {"name": "weather", "arguments": {"place": "Ely"}},
        {"name": "weather", "arguments": {"place": "Bath"}},
    ]
    assert [turn["value"] for turn in made["conversations"][4:6]] == ['{"rain": true}', "no such place"]
    assert json.loads(made["tools"]) == [WEATHER["function"]]
    assert "tools" not in said("sharegpt", row(PLAIN))[0]


def test_llamafactory_joins_what_one_side_says_and_counts_what_has_no_place() -> None:
    (made,) = said("llamafactory", row(PARALLEL))
    kinds = ["human", "function_call", "observation", "gpt"]
    assert [turn["from"] for turn in made["conversations"]] == kinds
    assert made["conversations"][2]["value"] == '{"rain": true}\n\nno such place'
    assert made["system"] == "You know the weather."
    turns = [says("Hello!"), user("I want"), user("a bike."), says("Which?"), says("Big?"), user("Bye.")]
    written = BY_NAME["llamafactory"].write([row({"messages": turns})], (), False)
    assert json.loads(written.data)[0]["conversations"] == [
        {"from": "human", "value": "I want\n\na bike."},
        {"from": "gpt", "value": "Which?\n\nBig?"},
    ]
    assert written.warnings[0].startswith("2 messages left out")


CALL, USER, ANSWER, RESULT = calls(call("add", "{}", "d")), user("Hm?"), says("Yes."), result("d", "0")


@pytest.mark.parametrize(
    "messages",
    [
        [USER, ANSWER, system("Now in French."), USER, ANSWER],
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
    written = BY_NAME["llamafactory"].write([row({"messages": messages})], (), False)
    assert written.left_out == 1 and "don't alternate" in written.warnings[0]


@given(st.lists(st.sampled_from(["user", "assistant", "call", "tool", "tool"]), max_size=9), st.booleans())
def test_whatever_llamafactory_gets_alternates_and_what_is_missing_is_counted(
    kinds: list[str], first: bool
) -> None:
    """Its rule: human or observation in odd places, gpt or function_call in even ones, as many of both."""
    both = {"tool_calls": [call("add", "{}", "c1"), call("add", "{}", "c2")]}
    messages: list[dict[str, Any]] = [system("s0")] if first else []
    for number, kind in enumerate(kinds):
        role, more = ("assistant", both) if kind == "call" else (kind, {})
        messages.append({"role": role, "content": f"w{number}", **more})
    format, lost = BY_NAME["llamafactory"], list[str]()
    one = row({"messages": messages})
    made = format.say(one, one.talk, lost) if format.say and one.talk.own else None
    if made is None:
        return
    turns = made["conversations"]
    assert len(turns) % 2 == 0
    assert {turn["from"] for turn in turns[::2]} <= {"human", "observation"}
    assert {turn["from"] for turn in turns[1::2]} <= {"gpt", "function_call"}
    for before, turn in pairwise(turns):
        assert (before["from"] == "function_call") == (turn["from"] == "observation")
    shown = json.dumps(made)
    assert sorted(lost) == [f"w{number}" for number in range(len(kinds)) if f"w{number}" not in shown]


def test_tools_without_parameters_take_none() -> None:
    tools = [{"name": "now"}, {"name": "day", "parameters": {"type": "object"}}]
    none = {"type": "object", "properties": {}}
    shown = json.loads(told("sharegpt", *PLAIN["messages"], tools=tools)["tools"])
    assert shown == [{"name": "now", "parameters": none}, {"name": "day", "parameters": none}]


def test_alpaca_has_one_turn() -> None:
    whole = {"instruction": "Answer in one word.", "input": "Capital of Italy?", "output": "Rome."}
    assert said("alpaca", row(SINGLE)) == [whole]
    (bare,) = said("alpaca", row({"messages": SINGLE["messages"][1:]}))
    assert bare == {"instruction": "Capital of Italy?", "input": "", "output": "Rome."}
    assert BY_NAME["alpaca"].write([row({**SINGLE, "tools": [WEATHER]})], (), False).left_out == 1
    lines = row({"q": "Go on:\n\n", "a": "b"}, q="prompt", a="response")
    assert said("alpaca", lines)[0]["instruction"] == "Go on:\n\n"


CHATS = ("openai", "sharegpt", "alpaca", "trl-sft", "llamafactory")


@pytest.mark.parametrize("format", CHATS)
def test_fields_that_a_chat_has_no_place_for_are_named(format: str) -> None:
    roles: Any = {"q": "prompt", "a": "response", "tone": "label", "note": "text", "heading": "place"}
    fields = {"q": "When?", "a": "At nine.", "tone": "calm", "note": None, "heading": "Hours"}
    written = BY_NAME[format].write(
        [row(fields, 0, **roles), row({"q": "?", "a": "!"}, 1, **roles)], (), False
    )
    (line,) = said(format, row(fields, 0, **roles), columns=("id", "tone"))
    assert (line["id"], line["tone"]) == (f"{0:016x}", "calm")
    told = f"{format} has no place for tone (1 row): left out; jsonl has them (see --roles, --columns)"
    assert written.warnings == (told,)
    assert BY_NAME["jsonl"].write([row(fields, 0, **roles)], (), False).warnings == ()


# two answers to one talk -----------------------------------------------------------------------------------


def test_trl_has_prompt_chosen_and_rejected_and_counts_other_rows() -> None:
    first, second, third, fourth = said("trl-dpo", *PAIRS)
    assert first == {name: PAIRS[0].row[name] for name in ("prompt", "chosen", "rejected")}
    assert second["tools"] == PARALLEL["tools"] and second["prompt"][-1]["tool_call_id"] == "b2"
    assert third["rejected"][0]["tool_calls"][0]["function"]["arguments"] == {"day": 1}
    assert third["chosen"][0]["content"] == "" and fourth["rejected"] == PAIRS[3].row["rejected"]
    written = BY_NAME["trl-dpo"].write([*PAIRS, *ROWS[:1]], (), False)
    assert written.left_out == 1 and "trl-sft, openai and jsonl" in written.warnings[0]
    chat = BY_NAME["openai"].write(PAIRS, (), False)
    assert "openai has no place for the rejected answer (4 rows): left out" in chat.warnings[0]


def test_llamafactory_and_sharegpt_have_both_answers_beside_the_talk() -> None:
    for format in ("llamafactory", "sharegpt"):
        first, second, third, fourth = said(format, *PAIRS)
        assert first["chosen"] == {"from": "gpt", "value": "It is yours at ten."}
        assert second["conversations"][-1]["from"] == "observation"
        called = '{"name": "weather", "arguments": {"day": 1}}'
        assert third["rejected"] == {"from": "function_call", "value": called}
        assert fourth["rejected"]["from"] == "gpt" and first["conversations"][-1]["from"] == "human"
    (alone,) = BY_NAME["llamafactory"].apart(PAIRS).items()
    assert alone == ("", PAIRS) and BY_NAME["llamafactory"].description(PAIRS)["ranking"] is True


OWN = (
    "recipe: own\nabout: a\nrow: {ASK, good: string as chosen, bad: string as rejected}\nwrite: Something.\n"
)
TALK = [system("You hire out bicycles."), user("Until when are you open?")]
ASKED = user("When do you open?")


def of_recipe(recipe: str, fields: dict[str, Any]) -> ExportRow:
    asked = Spec(
        parts=(
            Part(name="talks", recipe="open-talk", topic="bikes", rows=9),
            Part(name="pairs", recipe=recipe, topic="bikes", rows=4),
        )
    )
    part = settled(asked, Path()).parts[1]
    labels = dict.fromkeys((name for name in part.row_roles if name not in fields), "a")
    return ExportRow("a" * 16, part, {"id": "a" * 16, **fields, **labels}, "supported", "a")


@pytest.mark.parametrize(
    ("recipe", "prompt", "turns"),
    [
        ("pairs-of-talks", TALK, TALK),
        ("weaker-pairs", TALK, TALK),
        ("flaw-pairs", "When do you open?", [ASKED]),
        ("tone-pairs", "When do you open?", [ASKED]),
    ],
)
def test_shipped_pairs_are_in_every_preference_format(recipe: str, prompt: Any, turns: list[Any]) -> None:
    one = of_recipe(recipe, {"prompt": prompt, "chosen": "At nine.", "rejected": "At noon."})
    assert said("trl-dpo", one) == [
        {"prompt": turns, "chosen": [says("At nine.")], "rejected": [says("At noon.")]}
    ]
    for format in ("sharegpt", "llamafactory"):
        (made,) = said(format, one)
        assert made["conversations"][-1] == {"from": "human", "value": turns[-1]["content"]}
        assert made["rejected"] == {"from": "gpt", "value": "At noon."}
    assert said("openai", one) == [{"messages": [*turns, says("At nine.")]}]


@pytest.mark.parametrize(
    ("ask", "fields", "prompt"),
    [
        (
            "q: string as prompt, talk: messages 1.. as context",
            {"q": "When do you open?", "talk": [*TALK, says("Until six.")]},
            [*TALK, says("Until six."), ASKED],
        ),
        (
            "q: string as prompt, about: string as context",
            {"q": "When?", "about": "A shop."},
            [user("When?\n\nA shop.")],
        ),
        (
            "q: messages 1.. as prompt, about: string as context",
            {"q": [ASKED], "about": "A shop."},
            [system("A shop."), ASKED],
        ),
    ],
)
def test_a_context_stands_before_the_prompt_or_below_it(ask: str, fields: Any, prompt: Any) -> None:
    (made,) = said("trl-dpo", of_recipe(OWN.replace("ASK", ask), {**fields, "good": "A", "bad": "B"}))
    assert made == {"prompt": prompt, "chosen": [says("A")], "rejected": [says("B")]}


def test_an_answer_of_several_messages_is_no_pair() -> None:
    text = OWN.replace("ASK", "q: string as prompt").replace("good: string", "good: messages 1..")
    one = of_recipe(text, {"q": "When?", "good": [says("At nine."), ASKED], "bad": "At noon."})
    assert BY_NAME["trl-dpo"].write([one], (), False).left_out == 1
