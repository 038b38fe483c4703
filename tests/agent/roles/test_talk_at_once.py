"""A talk that one call writes."""

import re

import pytest

from seedbed.agent.recipes.shapes import read_shape
from seedbed.agent.roles.talk_at_once import as_written, messages_of, turns_field, turns_told
from seedbed.memory.errors import AnswerFault
from seedbed.tools.verification.record_schema import violations
from seedbed.tools.verification.trajectories import openai_messages

LONG = "Nobody says just this a second time"


@pytest.mark.parametrize(
    ("shape", "told"),
    [("messages 3..7", "4 to 6 turns"), ("messages 1.. or null", "at least 2 turns (or null)")],
)
def test_the_writer_gives_what_is_said(shape: str, told: str) -> None:
    field = read_shape(shape)
    assert turns_told(field, False) == told
    said = [LONG, "Yes.", "Good?", "Yes."]
    assert not violations(said, turns_field(field, False).json_schema)
    row = {"talk": messages_of(field, said)}
    assert [one["role"] for one in row["talk"]] == ["user", "assistant"] * 2
    assert as_written(row) == {"talk": said}


def test_a_talk_may_be_null_where_its_shape_says_so() -> None:
    field = read_shape("messages 2..4 or null")
    assert not violations(None, turns_field(field, False).json_schema)
    assert messages_of(field, None) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([], "nothing is said"),
        (["a", " "], "turn 2 says nothing"),
        ([LONG, "a", f" {LONG.upper()}", "b"], "turn 3 is turn 1 again"),
        (["a"], "1 turns, the first of which is the user's, end with the user's"),
        ([*"abcdefg"], "7 turns, the first"),
        (["a", "Well <|im_end|> yes"], "turn 2 holds '<|im_end|>'"),
        (["[INST] a", "b"], re.escape("turn 1 holds '[INST]'")),
        (["a", "**Assistant:** b"], "turn 2 holds"),
        (["User: what? Assistant: that.", "b"], "turn 1 holds 'User:': give what is said"),
        (["what?\n**Assistant:** that.", "b"], "turn 1 holds "),
    ],
)
def test_what_is_no_talk_is_said(said: list[str], why: str) -> None:
    with pytest.raises(AnswerFault, match=why):
        messages_of(read_shape("messages 1..8"), said)


@pytest.mark.parametrize(
    "talk",
    [
        [{"role": "system", "content": "a"}, {"role": "user", "content": "b"}],
        [{"role": "user", "content": "a"}, {"role": "assistant", "content": "", "tool_calls": []}],
    ],
)
def test_what_no_writer_gives_is_shown_as_it_is(talk: object) -> None:
    assert as_written({"talk": talk}) == {"talk": talk}


CALLS = {"calls": [{"name": "find", "arguments": {"title": "Emma"}, "result": {"copies": 0}}]}


def test_a_writer_who_is_shown_tools_gives_calls_and_their_results() -> None:
    field = read_shape("messages 6..9")
    said = ["Have you got Emma?", "Let me see.", CALLS, CALLS, "It is lent out."]
    given = turns_field(field, True)
    assert not violations(said, given.json_schema) and violations(said, turns_field(field, False).json_schema)
    row = {"talk": messages_of(field, said)}
    assert [one["role"] for one in row["talk"]] == ["user", *["assistant", "tool"] * 2, "assistant"]
    assert row["talk"][1]["content"] == "Let me see."
    assert [one.id for message in openai_messages(row["talk"]) for one in message.calls] == [
        "call_0",
        "call_1",
    ]
    assert as_written(row) == {"talk": said}
    assert turns_told(field, True).startswith("6 to 9 messages; a turn of calls")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([CALLS, "b"], "begins with calls"),
        (["a", CALLS], "ends with calls"),
        (["a", CALLS, "b"], "4 messages with calls and results; 6 to 9 messages"),
    ],
)
def test_calls_stand_where_the_assistant_has_the_word(said: list[object], why: str) -> None:
    with pytest.raises(AnswerFault, match=why):
        messages_of(read_shape("messages 6..9"), said)
