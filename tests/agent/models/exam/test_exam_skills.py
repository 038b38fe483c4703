"""How an exam is drawn: waves, until shown or refuted, within its calls."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.models.delivery.faults import Refused
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


def unmarked() -> dict[Skill, SkillResult]:
    return {skill: marked(skill) for skill in THRESHOLDS}


def test_every_skill_has_its_paper_and_threshold() -> None:
    assert [skill for one in (SCHEMA, *PAPERS) for skill in one.skills].count("judging") == 1
    assert {skill for one in (SCHEMA, *PAPERS) for skill in one.skills} == set(THRESHOLDS) == set(SKILLS)


MALFORMED, REFUSED = AnswerFault("malformed", ""), Refused("no such parameter")


@pytest.mark.parametrize(
    ("answers", "marks", "outcome", "passed", "tried", "drawn"),
    [
        (lambda _: [True], 1, "can", 4, 4, 4),
        (lambda _: [False], 1, "can't", 0, 4, 4),
        (lambda number: [number % 3 == 0], 1, "not shown", 4, 12, 12),
        # A malformed answer is one failure, however much it should have held.
        (lambda number: [True] * 4 if number else MALFORMED, 4, "can", 8, 9, 3),
        (lambda _: [None] * 4, 4, "not shown", 0, 0, 3),  # no verdict is no failure
        (lambda _: REFUSED, 1, "can't", 0, 0, 4),
    ],
)
async def test_tasks_come_until_a_skill_is_shown_or_refuted(
    answers: Any, marks: int, outcome: str, passed: int, tried: int, drawn: int
) -> None:
    one, numbers = paper(answers, marks=marks)
    results = unmarked()
    await sit(sitting(), (one,), results)
    found = results["wording"]
    assert (found.outcome, found.passed, found.tried, numbers) == (outcome, passed, tried, [*range(drawn)])


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
    found = unmarked() | {"likelihood": marked("likelihood", refused=True)}

    def scripted(one: Paper, right: bool) -> Paper:
        async def task(_: Sitting, number: int) -> Marks:
            drawn.append(one.skills[0])
            return {skill: [right] * one.marks for skill in one.skills}

        return Paper(one.skills, task, one.calls, one.marks, one.by_schema)

    monkeypatch.setattr(exam_skills, "SCHEMA", scripted(SCHEMA, False))
    monkeypatch.setattr(exam_skills, "PAPERS", tuple(scripted(one, True) for one in PAPERS))
    await examine(sitting(), found)
    assert set(drawn) == {"json_schema", "context", "tool_calls"}
    assert {name for name, result in found.items() if result.able} == {"context", "logprobs", "tool_calls"}


def test_the_material_holds_its_own_answers() -> None:
    for passage in material()["passages"]:
        for answer in (passage["span"], passage["answer"]):
            assert passage["text"].count(answer) == 1
        assert passage["span"] != passage["answer"]
    for judged in material()["judged"]:
        assert len(judged["true"]) == len(judged["false"]) == 3
    sentences = [one for judged in material()["judged"] for word in ("true", "false") for one in judged[word]]
    assert len(set(sentences)) == len(sentences)
