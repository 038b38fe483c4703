"""Tutoring: who is told what, which turn is asked again, what the row has, and what the audit finds in it."""

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.work import Bench, Work
from seedbed.agent.writer.talks import tutoring
from seedbed.memory.candidate import Computation
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from tests.agent.scenes import said, scene
from tests.tools.evaluation.talks import place_of
from tests.tools.verification.tutoring.test_talk_rules import LESSON, TALK

PART = Part(task="dialogues", way="tutoring", topic="everyday mathematics", rows=1)
GROUNDING = {"level": "easy", "prices": [], "mood": "curious", "persona": {}}
OWN = TALK[0].removeprefix(LESSON.problem.text).strip()
ANSWERS: tuple[dict[str, str], ...] = tuple(
    {"message": one} if number % 2 else {"message": one, "ends": "goes on"}
    for number, one in enumerate((OWN, *TALK[1:]))
)
GOOD = {"reason": "Nothing to mend.", "score": 5}


def table(*answers: Any) -> tuple[Work, Bench, Any]:
    work, bench, scripted = scene(
        PART, *answers, can=["json_schema", "judging"], leaf="root.recipe", grounding=GROUNDING
    )
    return replace(work, brief=work.brief.model_copy(update={"seed": 3})), bench, scripted


async def held(*answers: Any) -> tuple[Work, Any]:
    work, bench, scripted = table(*answers)
    work = await tutoring.draw(work, bench)
    assert work.material["lesson"] == LESSON
    work = await tutoring.hold(work, bench)
    return (work if work.row is None else await tutoring.verify(work, bench)), scripted


async def test_a_talk_ends_where_the_student_has_the_answer() -> None:
    work, _ = await held(*ANSWERS)
    assert work.row is not None and work.reasons == ()
    assert [one["content"] for one in work.row["messages"]] == [*TALK]
    assert [one.kind for one in work.evidence] == ["schema", "computation"]
    assert (work.notes["ended"], work.notes["mistake"]) == ("goal reached", "another operation")
    assert work.grade == "supported" and work.signature


async def test_neither_is_told_what_only_the_other_may_know() -> None:
    _, scripted = await held(*ANSWERS)
    student, tutor = said(scripted, 0), said(scripted, 1)
    assert LESSON.slip.belief in student and "70 * 4 = 280" not in student and "curious" in student
    assert "70 * 4 = 280" in tutor and LESSON.slip.belief not in tutor


@pytest.mark.parametrize(
    ("turn", "slip", "why"),
    [
        (1, "Yes, that's right! Anything else to look at?", "calls a wrong result"),
        (1, "It is 280 g, isn't it?", "gives the answer away"),
        (3, "Is it so that 70 * 4 = 290?", "reckons wrongly"),
        (4, "So it is 70 * 4 = 300 g.", "isn't planned"),
    ],
)
async def test_a_turn_that_breaks_a_rule_is_asked_again_with_the_reason(
    turn: int, slip: str, why: str
) -> None:
    broken = {**ANSWERS[turn], "message": slip}
    work, scripted = await held(*ANSWERS[:turn], broken, *ANSWERS[turn:])
    assert work.reasons == () and len(work.notes["asked_again"]) == 1
    assert why not in said(scripted, turn) and why in said(scripted, turn + 1)


async def test_a_student_cannot_leave_without_the_answer() -> None:
    leaves = {"message": "I see, that makes sense now.", "ends": "goal reached"}
    work, scripted = await held(*ANSWERS[:4], leaves, *ANSWERS[4:])
    assert work.reasons == () and "doesn't state the answer" in said(scripted, 5)


async def test_a_talk_that_fails_to_the_last_is_no_row() -> None:
    slip = {"message": "The answer is 280 g, right?"}
    work, _ = await held(ANSWERS[0], slip, slip, slip)
    assert work.row is None and {reason.by for reason in work.reasons} == {"lesson"}


async def test_the_judge_sees_talk_and_solution_alone() -> None:
    work, bench, scripted = table(*ANSWERS, GOOD)
    work = await tutoring.hold(await tutoring.draw(work, bench), bench)
    work = await tutoring.judge(work, bench)
    assert work.reasons == () and "```brief" not in said(scripted, 6) and TALK[3] in said(scripted, 6)


# the audit ---------------------------------------------------------------------------------------------


async def accepted(folder: Path) -> Place:
    work, scripted = await held(*ANSWERS)
    asked = [(slot, answer) for (slot, _), answer in zip(scripted.asked, ANSWERS, strict=True)]
    return place_of(work, RunFolder(folder), asked, PART)


def wrong(place: Place, **changes: Any) -> list[str]:
    draft = place.candidate.draft.model_copy(update=changes)
    there = replace(place, candidate=replace(place.candidate, draft=draft))
    found = list(origin(draft, place.brief, PART, place.answers))
    return [*found, *filter(None, (recheck(one, there)[1] for one in draft.evidence))]


async def test_the_audit_draws_the_lesson_again(tmp_path: Path) -> None:
    assert wrong(await accepted(tmp_path)) == []


@pytest.mark.parametrize(
    ("turn", "old", "new"),
    [
        (0, "140 g of rice", "150 g of rice"),
        (1, "What does the 4 count?", "It is 280 g. What does the 4 count?"),
        (4, "= 280", "= 290"),
        (4, "70 × 4 = 280. Hanna needs 280 g of rice.", "I have it now."),
        (5, "280 g", "290 g"),
    ],
)
async def test_the_audit_finds_what_was_changed(tmp_path: Path, turn: int, old: str, new: str) -> None:
    place = await accepted(tmp_path)
    row = copy.deepcopy(dict(place.row))
    row["messages"][turn]["content"] = row["messages"][turn]["content"].replace(old, new)
    assert row != place.row
    found = wrong(place, row=row)
    assert any("is not what the" in one for one in found)
    if turn < 5 or "290" in new:
        assert any(("turn" in one and "is not what the" not in one) or "answer" in one for one in found)


async def test_the_audit_finds_another_computation(tmp_path: Path) -> None:
    place = await accepted(tmp_path)
    (form, computed) = place.candidate.draft.evidence
    assert isinstance(computed, Computation)
    other = computed.model_copy(update={"inputs": {**computed.inputs, "people": "5"}})
    assert wrong(place, evidence=(form, other))
