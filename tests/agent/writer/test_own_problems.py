"""Problems that a model makes itself: recomputed, traced to their text, solved again."""

from typing import Any

import pytest

from seedbed.agent.work import Bench, Work
from seedbed.agent.writer import own_problems
from seedbed.memory.candidate import Agreement, Computation
from seedbed.memory.spec import Part
from seedbed.memory.task import Way
from tests.agent.scenes import said, scene

TEXT = "Ann buys 3 loaves at £2.40 each and pays with £50. How many pounds does she get back?"
GERMAN = "Ann kauft drei Brote zu 2.40 und zahlt mit 50. Wie viel bekommt sie zurück?"
SOLVED: dict[str, Any] = {
    "problem": TEXT,
    "steps": [
        {"words": "The loaves cost", "calculation": "3 * 2.40 = 7.20"},
        {"words": "She gets back", "calculation": "50 - 7.20 = 42.80"},
    ],
    "answer": "42.80",
    "unit": "pounds",
    "equations": ["x + 7.20 = 50"],
}
PROGRAMMED = {"problem": TEXT, "program": "loaves = 3 * 2.40\nanswer = 50 - loaves", "unit": "pounds"}
RIGHT = {"expression": "50 - 3 * 2.40", "answer": "42.80"}
GROUNDING: dict[str, Any] = {"taken": ["Tom has 2 cats. How many has he?"]}


async def made(*answers: Any, way: Way = "reasoned", grounding: Any = None) -> tuple[Work, Bench, Any]:
    part = Part(task="mathematics", topic="a bakery", rows=1, way=way, guidance=("Name no months.",))
    work, bench, scripted = scene(part, *answers, grounding=grounding or GROUNDING)
    work = await own_problems.write(work, bench, way)
    return (work if work.reasons else await own_problems.verify(work, bench)), bench, scripted


async def test_a_problem_whose_steps_hold_and_that_two_solve_is_supported() -> None:
    work, _, scripted = await made(SOLVED, RIGHT, RIGHT)
    assert work.reasons == () and work.grade == "supported"
    computed = [piece for piece in work.evidence if isinstance(piece, Computation)]
    assert [piece.engine for piece in computed] == [
        "seedbed steps 1",
        "seedbed steps 1",
        "seedbed substitution 1",
    ]
    assert all(piece.ok for piece in computed)
    (agreed,) = [piece for piece in work.evidence if isinstance(piece, Agreement)]
    assert agreed.answers == ("42.80", "42.8", "42.8")
    assert work.row is not None and "<<50-7.20=42.80>>" in work.row["solution"]
    assert "Name no months." in said(scripted, 0) and "Tom has 2 cats" in said(scripted, 0)
    assert "42.80" not in said(scripted, 1), "a solver sees the text alone"


async def test_a_program_is_run_and_told_in_steps() -> None:
    work, _, _ = await made(PROGRAMMED, RIGHT, RIGHT, way="programmed")
    assert work.reasons == () and work.row is not None
    assert work.row["answer"] == "42.8"
    (computed,) = [piece for piece in work.evidence if isinstance(piece, Computation)]
    assert (computed.engine, computed.result) == ("seedbed program 1", "42.8")


@pytest.mark.parametrize(
    ("changes", "by", "detail"),
    [
        ({"steps": [{"words": "a", "calculation": "3 * 2.40 = 7.30"}]}, "calculator", "is 7.2, not 7.30"),
        ({"steps": [{"words": "a", "calculation": "many"}]}, "calculator", "is no equation"),
        ({"answer": "43.80"}, "calculator", "the last step comes to 42.80"),
        ({"equations": ["x = 5"]}, "calculator", "doesn't satisfy"),
        ({"equations": ["x + __import__('os') = 5"]}, "calculator", "the equation"),
        ({"problem": TEXT.replace("3 loaves", "17 loaves")}, "solver", "a solver gets"),
        ({"problem": TEXT.replace("£2.40", "£2.30")}, "calculator", "step 1 uses 2.4"),
        ({"problem": TEXT.replace("?", ".")}, "wording", "0 question marks"),
        ({"problem": GERMAN}, "wording", "English"),
        ({"problem": "Sure! " + TEXT}, "wording", "don't belong"),
    ],
)
async def test_what_does_not_hold_is_told_to_the_writer(changes: Any, by: str, detail: str) -> None:
    work, _, scripted = await made({**SOLVED, **changes}, {"expression": "50 - 17 * 2.40", "answer": "9.2"})
    assert by in {reason.by for reason in work.reasons}
    assert any(detail in reason.detail for reason in work.reasons), work.reasons
    solved = len(scripted.asked) - 1
    assert solved == (by == "solver"), "solvers are paid only for what holds so far"


async def test_a_program_that_is_none_is_refused_before_anyone_solves_it() -> None:
    work, _, scripted = await made({**PROGRAMMED, "program": "import os\nanswer = 1"}, way="programmed")
    assert [reason.by for reason in work.reasons] == ["calculator"]
    assert len(scripted.asked) == 1


@pytest.mark.parametrize(
    ("way", "told"), [("harder", "harder by one step"), ("easier", "easier by one step")]
)
async def test_an_evolved_problem_starts_from_its_parent(way: Way, told: str) -> None:
    part = Part(name="own", task="mathematics", topic="x", rows=1, way="reasoned")
    mine = Part(task="mathematics", topic="a bakery", rows=1, way=way, of="own")
    grounding = {"taken": [], "parent": {"question": "Old text?", "answer": "1", "solution": ""}}
    work, bench, scripted = scene(mine, SOLVED, grounding=grounding, before=(part,))
    work = await own_problems.write(work, bench, way)
    asked = said(scripted)
    assert "Old text?" in asked and told in asked
    assert work.group, "it stays on its parent's side of a split"
