"""How an exam is drawn: waves, until shown or refuted, within its calls."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.models.deliver import Refused
from seedbed.agent.models.exam import skills as exam_skills
from seedbed.agent.models.exam.skills import (
    MOST_CALLS,
    PAPERS,
    SCHEMA,
    Paper,
    Tallies,
    Tally,
    examine,
    sit,
    wilson_bounds,
)
from seedbed.agent.models.exam.tasks.sitting import Marks, Sitting, lots, material
from seedbed.memory.errors import AnswerFault, EndpointDown
from seedbed.memory.profile import SKILLS, Skill, SkillResult


def sitting() -> Sitting:
    return Sitting(cast(Any, SimpleNamespace()), "default")


def fresh() -> Tallies:
    return {"judging": Tally(0.5)}


def paper(answers: Any, calls: int = 1, marks: int = 1) -> tuple[Paper, list[int]]:
    """A paper whose tasks give what a function of their number says; and the numbers drawn."""
    drawn: list[int] = []

    async def task(at: Sitting, number: int) -> Marks:
        drawn.append(number)
        at.calls += calls
        told = answers(number)
        if isinstance(told, Exception):
            raise told
        return list(told)

    return Paper("judging", task, threshold=0.5, calls=calls, marks=marks), drawn


async def told(answers: Any, **more: int) -> tuple[SkillResult, list[int]]:
    one, drawn = paper(answers, **more)
    tallies = fresh()
    await sit(sitting(), (one,), tallies)
    return tallies["judging"].result, drawn


def test_the_wilson_bound_is_the_textbook_s() -> None:
    assert wilson_bounds(0, 0)[0] == 0
    assert wilson_bounds(9, 10)[0] == pytest.approx(0.5958, abs=1e-4)
    assert wilson_bounds(0, 10)[0] == 0
    assert wilson_bounds(30, 30)[0] == pytest.approx(0.8865, abs=1e-4)


def test_every_skill_has_its_paper() -> None:
    assert sorted(one.skill for one in (SCHEMA, *PAPERS)) == sorted(SKILLS)


def test_what_would_show_a_skill() -> None:
    assert [Tally(threshold).needed for threshold in (0.5, 0.6)] == [4, 6]
    assert Tally(0.5, passed=3, tried=4).needed == 4


@given(st.integers(0, 20), st.integers(0, 20), st.sampled_from([0.5, 0.6]))
def test_a_result_is_one_of_three(passed: int, failed: int, threshold: float) -> None:
    result = Tally(threshold, passed, passed + failed).result
    assert result.able is (result.high >= threshold) and result.shown is (result.low >= threshold)
    assert result.able or not result.shown  # what is shown isn't refuted
    assert result.outcome == ("can't" if not result.able else "can" if result.shown else "not shown")


async def test_a_wave_ends_it_where_all_is_right_or_all_wrong() -> None:
    for right, outcome in ((True, "can"), (False, "can't")):
        found, drawn = await told(lambda _, right=right: [right])
        assert (found.outcome, drawn) == (outcome, [0, 1, 2, 3])


async def test_two_of_nine_are_not_enough_to_refuse_and_said_so() -> None:
    found, drawn = await told(lambda number: [number % 3 == 0])
    assert found.outcome == "not shown" and len(drawn) == found.tried == 12


async def test_a_malformed_answer_is_one_failure_however_much_it_should_have_held() -> None:
    found, _ = await told(lambda number: AnswerFault("malformed", "") if not number else [True] * 4, marks=4)
    assert (found.tried - found.passed, found.outcome) == (1, "can")


async def test_no_verdict_is_no_failure() -> None:
    found, drawn = await told(lambda _: [None] * 4, marks=4)
    assert (found.tried, found.outcome) == (0, "not shown") and len(drawn) == 3


async def test_what_the_endpoint_refuses_it_cannot() -> None:
    found, drawn = await told(lambda _: Refused("no such parameter"))
    assert (found.tried, found.outcome, len(drawn)) == (0, "can't", 4)


async def test_a_fault_of_the_endpoint_ends_the_exam_after_the_others_came_to_their_end() -> None:
    one, drawn = paper(lambda number: EndpointDown("gone") if number == 0 else [True])
    with pytest.raises(EndpointDown):
        await sit(sitting(), (one,), fresh())
    assert drawn == [0, 1, 2, 3]


@given(st.lists(st.booleans(), min_size=1), st.integers(0, 40))
async def test_no_exam_takes_more_than_its_calls(luck: list[bool], spent: int) -> None:
    at = sitting()
    at.calls = spent
    papers = [paper(lambda n: [luck[n % len(luck)]], calls=c)[0] for c in (1, 2, 2)]
    await sit(at, papers, fresh())
    assert at.calls <= max(spent, MOST_CALLS)


async def test_who_cannot_write_json_gets_no_task_that_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    refused: tuple[Skill, ...] = ("likelihood",)

    def scripted(one: Paper, right: bool) -> Paper:
        async def task(_: Sitting, number: int) -> Marks:
            drawn.append(one.skill)
            return [right] * one.marks

        return replace(one, task=task)

    monkeypatch.setattr(exam_skills, "SCHEMA", scripted(SCHEMA, False))
    monkeypatch.setattr(exam_skills, "PAPERS", tuple(scripted(one, True) for one in PAPERS))
    found = await examine(sitting(), refused)
    assert set(drawn) == {"json_schema", "tool_calls"}
    assert {name for name, result in found.items() if result.able} == {"tool_calls"}


def test_lots_are_the_same_for_every_model() -> None:
    assert lots("judging", 3).random() == lots("judging", 3).random() != lots("judging", 4).random()


def test_the_material_holds_its_own_answers() -> None:
    for judged in material()["judged"]:
        assert len(judged["true"]) == len(judged["false"]) == 3
    for group in material()["doubles"]:
        assert set(group["double"]) < set(group["names"])
    sentences = [one for judged in material()["judged"] for word in ("true", "false") for one in judged[word]]
    assert len(set(sentences)) == len(sentences)
