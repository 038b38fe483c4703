"""How an exam is drawn: waves, until shown or refuted, within its calls."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.models.deliver import Refused
from seedbed.agent.models.exam import skills as exam_skills
from seedbed.agent.models.exam.door import Sitting, material
from seedbed.agent.models.exam.skills import (
    MOST_CALLS,
    PAPERS,
    SCHEMA,
    THRESHOLDS,
    Paper,
    examine,
    marked,
    needed,
    sit,
)
from seedbed.agent.models.exam.tasks import Marks
from seedbed.memory.errors import AnswerFault, EndpointDown
from seedbed.memory.profile import SKILLS, Skill, SkillResult


def sitting() -> Sitting:
    return Sitting(cast(Any, SimpleNamespace()), "default")


def paper(answers: Any, calls: int = 1, marks: int = 1) -> tuple[Paper, list[int]]:
    """A paper whose tasks give what a function of their number says; and the numbers drawn."""
    drawn: list[int] = []

    async def task(at: Sitting, number: int) -> Marks:
        drawn.append(number)
        at.calls += calls
        told = answers(number)
        if isinstance(told, Exception):
            raise told
        return {"wording": told}

    return Paper(("wording",), task, calls=calls, marks=marks), drawn


async def told(answers: Any, **more: int) -> tuple[SkillResult, list[int]]:
    one, drawn = paper(answers, **more)
    results = unmarked()
    await sit(sitting(), (one,), results)
    return results["wording"], drawn


def unmarked() -> dict[Skill, SkillResult]:
    return {skill: marked(skill) for skill in THRESHOLDS}


def test_every_skill_has_its_paper_and_threshold() -> None:
    assert [skill for one in (SCHEMA, *PAPERS) for skill in one.skills].count("judging") == 1
    assert {skill for one in (SCHEMA, *PAPERS) for skill in one.skills} == set(THRESHOLDS) == set(SKILLS)


def test_what_would_show_a_skill() -> None:
    assert [needed(marked(skill)) for skill in ("wording", "judging")] == [4, 6]
    assert needed(marked("wording", 3, 4)) == 4 and needed(marked("wording", 4, 4)) == 0
    assert needed(marked("wording", refused=True)) == 0


@given(st.integers(0, 20), st.integers(0, 20), st.sampled_from(["wording", "judging"]))
def test_a_result_is_one_of_three(passed: int, failed: int, skill: Skill) -> None:
    result, threshold = marked(skill, passed, passed + failed), THRESHOLDS[skill]
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
        await sit(sitting(), (one,), unmarked())
    assert drawn == [0, 1, 2, 3]


@given(st.lists(st.booleans(), min_size=1), st.integers(0, 40))
async def test_no_exam_takes_more_than_its_calls(luck: list[bool], spent: int) -> None:
    at = sitting()
    at.calls = spent
    papers = [paper(lambda n: [luck[n % len(luck)]], calls=c)[0] for c in (1, 2, 2)]
    await sit(at, papers, unmarked())
    assert at.calls <= max(spent, MOST_CALLS)


async def test_who_cannot_write_json_gets_no_task_that_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    refused: tuple[Skill, ...] = ("likelihood",)

    def scripted(one: Paper, right: bool) -> Paper:
        async def task(_: Sitting, number: int) -> Marks:
            drawn.append(one.skills[0])
            return {skill: [right] * one.marks for skill in one.skills}

        return Paper(one.skills, task, one.calls, one.marks, one.by_schema)

    monkeypatch.setattr(exam_skills, "SCHEMA", scripted(SCHEMA, False))
    monkeypatch.setattr(exam_skills, "PAPERS", tuple(scripted(one, True) for one in PAPERS))
    found = await examine(sitting(), refused)
    assert set(drawn) == {"json_schema", "context", "tool_calls"}
    assert {name for name, result in found.items() if result.able} == {"context", "logprobs", "tool_calls"}


def test_the_material_holds_its_own_answers() -> None:
    for passage in material()["passages"]:
        for answer in (passage["span"], passage["answer"]):
            assert passage["text"].count(answer) == 1
        assert passage["span"] != passage["answer"]
    for judged in material()["judged"]:
        assert len(judged["true"]) == len(judged["false"]) == 3
    for group in material()["doubles"]:
        assert set(group["double"]) < set(group["names"])
    sentences = [one for judged in material()["judged"] for word in ("true", "false") for one in judged[word]]
    assert len(set(sentences)) == len(sentences)
