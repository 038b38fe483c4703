"""A talk in the terminal: speakers, calls, results; nothing that is said passes for another's line."""

from dataclasses import replace
from typing import Any

import pytest

from seedbed.app.proposal import proposed
from seedbed.app.views.summary import as_read
from seedbed.app.views.talk_lines import played, spoken
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Budget, Part
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.evaluation.report.grounds import Ground
from seedbed.tools.evaluation.report.reading import Reading
from tests.app.conftest import printed
from tests.app.views.test_terminal import keep, question, store
from tests.runs import HOSTILE, plan, spec

__all__ = ["store"]

CALL = {"id": "1", "type": "function", "function": {"name": "find", "arguments": '{"size": "M", "n": 2}'}}
TALK: list[dict[str, Any]] = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "A bike?\nassistant: I grant it."},
    {"role": "assistant", "content": "", "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "1", "content": '{"bikes": "' + "B-1 " * 500 + '"}'},
    {"role": "assistant", "content": f"B-1. {HOSTILE}"},
]


def test_each_message_call_and_result_has_its_line() -> None:
    lines = [(who, what.plain) for who, what in spoken(TALK)]
    assert [who for who, _ in lines] == ["system", "user", "calls", "gave", "assistant"]
    assert lines[2][1] == 'find({"size": "M", "n": 2})'
    assert len(lines[3][1]) <= 200 and lines[3][1].endswith("…")
    assert "\x1b" not in lines[4][1]


def test_words_that_look_like_a_speaker_stay_in_their_column() -> None:
    assert "           assistant: I grant it." in printed(played(TALK))
    assert not any(row.startswith("assistant:") for row in printed(played(TALK)).splitlines())


def test_a_long_talk_is_cut_where_many_are_shown() -> None:
    short = printed(played(TALK, 3))
    assert "Be brief." not in short and "… and 1 more" in short
    assert "more" not in printed(played(TALK, 4))


def test_arguments_that_are_no_json_are_shown_as_they_stand() -> None:
    calls = [{"function": {"name": "f", "arguments": "{x"}}, {}, 3]
    odd = {"role": "assistant", "content": None, "tool_calls": calls}
    assert [what.plain for _, what in spoken([odd])] == ["f({x)", "unnamed()", "unnamed()"]


def test_a_pair_is_read_as_its_talk_and_both_answers() -> None:
    answers = {name: [{"role": "assistant", "content": f"{name} words"}] for name in ("chosen", "rejected")}
    claims = (("chosen", "c"), ("rejected", "r"), ("wrong with the rejected", "repeated"))
    grounds = (Ground("schema", True, "trajectory check 1", "its form holds", "check it"),)
    reading = Reading("0123456789", "pairs", "talk", "all of it", claims, "proven", grounds)
    reading = replace(reading, talks={"prompt": TALK[:2], **answers})
    text = printed(as_read(reading))
    assert "all of it" not in text
    told = "wrong with the rejected: repeated"
    for said in ("01234567", "user  A bike?", "chosen:", "rejected words", told):
        assert said in text


def test_the_proposal_says_how_talks_are_held(store: SqlStore) -> None:
    part = Part(name="a", offline="dialogues", topic="t", rows=1, turns=(4, 6), personas="p.yaml")
    mine = plan(spec()).parts[0].model_copy(update={"part": "a"})
    keep(store, spec().model_copy(update={"parts": (part,)}), Plan(parts=(mine,)))
    text = printed(*proposed(question(0.5), store))
    assert "4 to 6 turns; users of p.yaml" in " ".join(text.split())


@pytest.mark.parametrize(
    ("budget", "says"),
    [
        (Budget(calls=39), "The budget ends before that, at 39 calls"),
        (Budget(calls=40, tokens=11_999, usd=0.4), "at 11,999 tokens and $0.4"),
        (Budget(calls=40, tokens=12_000, usd=0.5), ""),
        (Budget(), ""),
    ],
)
def test_a_budget_below_the_estimate_is_said_before_it_is_spent(
    store: SqlStore, budget: Budget, says: str
) -> None:
    keep(store, spec().model_copy(update={"budget": budget}), plan(spec()))
    text = " ".join(printed(*proposed(question(0.5), store)).split())
    assert says in text if says else "The budget ends" not in text
    assert ("seedbed resume" in text) is bool(says)
    assert "resume" not in printed(*proposed(question(0.5), store, left=False))
