"""The solver: with tools, without, and when the model's last word is no answer."""

import json
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.solver.solve import solve
from seedbed.agent.work import Bench, Work
from seedbed.graphs.dialogue import role_play
from seedbed.graphs.talk import converse
from seedbed.memory.brief import Brief, Cell
from seedbed.memory.plan import Plan
from seedbed.memory.profile import Skill
from seedbed.memory.spec import Part, Spec
from tests.agent.scripted import ScriptedDesk, desk

TEXT = "A tandem costs £26 a day. Ana hires one for 3 days. How many pounds does she pay?"
RIGHT = {"expression": "3 * 26", "answer": "78"}


def _scene(*answers: Any, can: tuple[Skill, ...] = ()) -> tuple[Work, Bench, ScriptedDesk]:
    cell = Cell(part="rows", leaf="prices", label="any", difficulty="any")
    brief = Brief(number=1, seat=0, cell=cell, method="mathematics/strong", form="strong", seed=7)
    spec = Spec(parts=(Part(task="mathematics", topic="bikes", rows=1),))
    door, scripted = desk(*answers, can=can)
    return Work(brief), Bench(spec, Plan(parts=()), door, Shelf(), converse, role_play), scripted


async def test_the_expression_counts_and_not_what_the_model_says_it_is_worth() -> None:
    work, bench, scripted = _scene({"expression": "3 * 26", "answer": "87"})
    work, found = await solve(TEXT, work, bench, 0)
    assert (found.answer, found.expression) == ("78", "3 * 26")
    assert work.models == ("scripted",)
    assert "solve_problem" in work.prompts
    sent = json.dumps(scripted.asked[0][1], ensure_ascii=False)
    assert TEXT in sent
    assert "mathematics/strong" not in sent


@pytest.mark.parametrize("expression", ["", "three times 26", "3 * 26 =", "__import__('os')"])
async def test_without_a_usable_expression_the_stated_answer_is_taken(expression: str) -> None:
    work, bench, _ = _scene({"expression": expression, "answer": " none "})
    _, found = await solve(TEXT, work, bench, 0)
    assert (found.answer, found.expression) == ("none", "")


async def test_draws_have_slots_of_their_own() -> None:
    work, bench, scripted = _scene(RIGHT, RIGHT)
    await solve(TEXT, work, bench, 0)
    await solve(TEXT, work, bench, 1)
    assert len({slot.key for slot, _ in scripted.asked}) == 2


async def test_with_tools_it_calculates_and_then_answers() -> None:
    work, bench, scripted = _scene([("calculator", '{"expression": "3*26"}')], RIGHT, can=("tool_calls",))
    work, found = await solve(TEXT, work, bench, 0)
    assert found.answer == "78"
    assert found.used == ('calculator({"expression": "3*26"}) → 78',)
    assert len(scripted.asked) == 2
    assert "solve_with_tools" in work.prompts


async def test_a_last_word_that_is_no_answer_is_asked_for_once_more() -> None:
    talk = [[("calculator", '{"expression": "3*26"}')], "She pays £78.", RIGHT]
    work, bench, scripted = _scene(*talk, can=("tool_calls",))
    _, found = await solve(TEXT, work, bench, 0)
    assert found.answer == "78"
    slot, messages = scripted.asked[-1]
    assert slot.step == "solve_with_tools/answer"
    assert messages[-1]["role"] == "user"
    assert any(message["role"] == "tool" for message in messages)


async def test_what_a_worker_answered_is_kept_and_read_again_by_a_resumed_build() -> None:
    call = [("algebra", '{"expression": "3*26"}'), ("calculator", '{"expression": "3*26"}')]
    work, bench, scripted = _scene(call, RIGHT, can=("tool_calls",))
    _, found = await solve(TEXT, work, bench, 0)
    (key,) = scripted.store.entries
    assert key.startswith("tool/") and key.endswith("/1.1")
    assert scripted.store.entries[key] == "78"
    assert len(found.used) == 2

    again, bench, resumed = _scene(call, RIGHT, can=("tool_calls",))
    resumed.store.entries[key] = "algebra: it took too long"
    _, found = await solve(TEXT, again, bench, 0)
    assert found.used[0].endswith("algebra: it took too long")
    assert found.used[1].endswith("78")


async def test_draws_keep_their_tools_results_apart() -> None:
    call = [("check_equal", '{"a": "1", "b": "1"}')]
    work, bench, scripted = _scene(call, RIGHT, call, RIGHT, can=("tool_calls",))
    await solve(TEXT, work, bench, 0)
    await solve(TEXT, work, bench, 1)
    assert len(scripted.store.entries) == 2
