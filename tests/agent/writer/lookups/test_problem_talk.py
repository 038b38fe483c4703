"""A problem told in a talk: what is asked again, what counts as its answer, what each role sees."""

from typing import Any

import pytest

from tests.agent.scenes import said
from tests.agent.writer.lookups.problem_talk import ANSWER, PROBLEM, SUM, held, says

ASKS = says("Could you work this out for me, please?")


async def test_a_talk_ends_with_the_computed_answer() -> None:
    work, _, _ = await held(ASKS, SUM, ANSWER)
    assert work.row is not None and not work.reasons and work.grade == "supported"
    assert [one["role"] for one in work.row["messages"]] == ["user", "assistant", "tool", "assistant"]
    assert work.row["messages"][0]["content"] == f"{ASKS['message']} {PROBLEM.text}"
    assert [one.kind for one in work.evidence] == ["schema", "computation", "computation"]
    assert work.notes["ended"] == "goal reached" and work.signature


async def test_what_is_given_and_what_is_asked_may_be_told_apart() -> None:
    answers = (ASKS, "What would you like to know about it?", says("Here is the question:"), SUM, ANSWER)
    work, _, scripted = await held(*answers, apart=True)
    assert not work.reasons and work.row is not None and work.notes["turns"] == 4
    question = PROBLEM.text.rpartition(". ")[2]
    assert question not in said(scripted, 1) and question in said(scripted, 3)


async def test_the_assistant_is_told_nothing_but_what_was_said() -> None:
    _, _, scripted = await held(ASKS, SUM, ANSWER)
    assert "in a hurry" in said(scripted, 0) and "in a hurry" not in said(scripted, 1)
    assert PROBLEM.expression not in said(scripted, 0) + said(scripted, 1)


@pytest.mark.parametrize(
    ("slip", "why"),
    [
        ((ANSWER,), "nothing was computed"),
        (([("calculate", '{"expression": "2+2"}')], "It is 4."), "no call comes to"),
        ((SUM, "That is worked out now."), "the answer isn't said"),
        ((SUM, f"{ANSWER} That saves 9,876.50."), "which the user didn't say"),
        (([("calculate", '{"expression": 22}')], ANSWER), "expression"),
        (([("compute", "{}")], ANSWER), "compute"),
    ],
)
async def test_an_answer_that_does_not_follow_is_asked_again_with_the_reason(
    slip: tuple[Any, ...], why: str
) -> None:
    work, _, scripted = await held(ASKS, *slip, SUM, ANSWER)
    assert not work.reasons and len(work.notes["asked_again"]) == 1
    assert why in said(scripted, 1 + len(slip))


async def test_a_user_who_adds_a_number_is_asked_again() -> None:
    work, _, scripted = await held(says("I have 37 of these to do."), ASKS, SUM, ANSWER)
    assert not work.reasons and "hold a number" in said(scripted, 1)


async def test_a_turn_that_fails_to_the_last_is_no_row() -> None:
    work, _, _ = await held(ASKS, ANSWER, ANSWER, ANSWER)
    assert work.row is None and {one.by for one in work.reasons} == {"problem"}
