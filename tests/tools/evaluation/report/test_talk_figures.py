"""Talks as the report and the card tell them."""

from typing import Any

from seedbed.memory.candidate import Draft, Judgement, Schema
from seedbed.memory.spec import Part, Spec
from seedbed.tools.evaluation.report.card import card
from seedbed.tools.evaluation.report.grounds import ground
from seedbed.tools.evaluation.report.measured import talk_figures, talks_told
from seedbed.tools.evaluation.report.play import line, play, users_words
from seedbed.tools.verification.trajectories import BY

CALL = {"id": "c", "type": "function", "function": {"name": "price", "arguments": '{"days": 2}'}}
TALK: list[dict[str, Any]] = [
    {"role": "system", "content": "You hire out bikes."},
    {"role": "user", "content": "What are two days?\nFor one bike."},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "c", "content": "40"},
    {"role": "assistant", "content": "40 euros."},
]


def figures(*notes: dict[str, Any]) -> dict[str, Any]:
    return talk_figures(((Draft(row={"messages": TALK}, notes=one), True) for one in notes), "messages")


def test_turns_ends_and_calls_are_counted() -> None:
    again = ["low quality: repeated"] * 2
    first = {"ended": "goal reached", "asked_again": again}
    found = figures(first, {"ended": "given up"})
    assert found["turns"] == {"mean": 2.0, "least": 2, "most": 2} and found["talks"] == 2
    assert found["ended"] == {"goal reached": 1, "given up": 1} and found["asked_again"] == 2
    assert found["asked_again_for"] == {"low quality: repeated": 2}
    assert found["tools_called"] == {"price": 2} and found["calls_per_talk"] == 1
    told = talks_told(found)
    assert "2 talks of 2 to 2 turns" in told and "2 turns asked again" in told and "calls per talk 1" in told


def test_tasks_held_several_times_count_rejected_ones_too() -> None:
    done = Draft(row={"messages": TALK}, notes={"pass^k": [0.5, 0.0]})
    found = talk_figures([(Draft(notes={"pass^k": [0.0, 0.0]}), False), (done, True)], "messages")
    assert found["pass^k"] == {"1": 0.25, "2": 0.0}
    assert "pass^1 25 %" in talks_told(found)


def test_without_talks_nothing_is_told() -> None:
    assert figures() == {} and talks_told({}) == ""


def test_a_talk_reads_as_a_play() -> None:
    assert line(TALK[2]) == 'assistant: price({"days": 2})'
    assert play(TALK).count("\n") == 5
    assert users_words({"messages": TALK}) == "What are two days?\nFor one bike."
    assert users_words({"prompt": TALK}) and users_words({"messages": "no talk"}) == ""


def test_a_card_shows_a_talk_as_it_is_spoken() -> None:
    part = Part(recipe="calculator-talk", row_roles={"messages": "messages"}, topic="bikes", rows=1)
    row = {"id": "a", "messages": TALK, "tools": [{"function": {"name": "price"}}], "source": "a.md"}
    told = card(_report(), {"rows": row}, Spec(parts=(part,)))
    assert "```text\n[id: a]" in told and '\nassistant: price({"days": 2})\n' in told
    assert "[tools: price]" in told and "[source: a.md]" in told and "tool_call_id" not in told
    assert "rows: 1 talk of 2 to 2 turns" in told


def _report() -> dict[str, Any]:
    part = {"part": "rows", "source": "recipe", "asked": 1, "delivered": 1, "candidates": 1, "labels": []}
    part |= {"grades": {"proven": 0, "supported": 1}, "talks": figures({"ended": "goal reached"})}
    said = {"title": "bikes", "request": "", "sha256": "", "language": "English", "stopped_because": ""}
    counts = {
        "accepted": 1,
        "requested": 1,
        "missing": 0,
        "candidates": 1,
        "coverage": 1.0,
        "grades": {},
        "given": 0,
    }
    unknown = {"estimate": None, "low": None, "high": None, "basis": ""}
    rest: dict[str, Any] = {
        "parts": [part],
        "models": [],
        "sources": {"named": []},
        "diversity": {},
        "faithfulness": unknown,
    }
    rest |= {"languages": ["en"], "duplicates": {"turned_away": 0}, "held_out": None, "limits": []}
    rest["critic"] = {"planted": 0}
    return {**said, **counts, **rest}


def test_the_form_of_a_talk_is_told_as_such() -> None:
    said = ground(Schema(ok=True, by=BY, validator=BY))
    assert said.says == f"every turn passes the {BY}"
    assert (
        "fields and types that were asked for"
        in ground(Schema(ok=True, by="jsonschema", validator="2020-12")).says
    )


def test_a_judges_sentence_is_told_whole_without_its_number() -> None:
    said = "No two places contradict each other: none says what another rules out."
    for by, rubric in (("contradicts.note", said), ("rubric.2", f"rubric.2: {said}")):
        one = Judgement(ok=True, by=by, rubric=rubric, score=1, scale=(0, 1), reason="so it is", slot="s")
        assert ground(one).says == f"a judge says yes: {said} (so it is)"
