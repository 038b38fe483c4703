"""The solver as an agent: tools at hand, an answer in the shape that was asked for, and bounds."""

import json
from typing import Any

import pytest

from seedbed.agent.roles.asker import ModelAsker
from seedbed.agent.work import Env
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Part
from seedbed.tools.checks.check import Question
from tests.agent.scenes import said, scene

_SCHEMA = {
    "title": "solve_field",
    "type": "object",
    "properties": {"working": {"type": "string"}, "answer": {"type": "number"}},
    "required": ["working", "answer"],
    "additionalProperties": False,
}
_PART = Part(recipe="reasoned-problems", topic="a bakery", rows=1)
_RIGHT = {"working": "two trays", "answer": 84}


def _question(text: str = "2 trays of 42 rolls: how many?") -> Question:
    values: dict[str, Any] = {"given": [("given 0", "problem")], "task": "", "field": "answer"}
    values |= {
        "shape": "a number",
        "language": "",
        "may_be_null": False,
        "several": False,
        "best": False,
        "number": True,
    }
    return Question("solver", "solve_field", values,
                    {"given 0": text}, _SCHEMA, "answers.answer")  # fmt: skip


def _call(name: str, /, **arguments: Any) -> tuple[str, str]:
    return name, json.dumps(arguments)


def _asker(
    *answers: Any, tools: tuple[str, ...] = ("calculate", "algebra", "python")
) -> tuple[ModelAsker, Any]:
    work, env, scripted = scene(_PART, *answers)
    (mine,) = env.plan.parts
    plan = Plan(parts=(mine.model_copy(update={"agents": {"solver": tools} if tools else {}}),))
    given = Env(env.spec, plan, env.client, env.resources, env.converse, env.role_play)
    return ModelAsker(work, given), scripted


async def test_it_computes_and_answers_in_the_shape_asked_for() -> None:
    asker, scripted = _asker([_call("calculate", expression="2*42")], [_call("answer", **_RIGHT)])
    found = await asker(_question())
    assert found.value == _RIGHT
    assert scripted.asked[1][1][-1]["content"] == "84"
    assert "by the tool `answer`" in said(scripted)
    assert len(scripted.asked) == 2 and asker.work.models == ("scripted",)
    assert list(scripted.store.entries.values()) == ["84"]


async def test_an_answer_of_another_shape_is_told_and_asked_again() -> None:
    asker, scripted = _asker([_call("answer", working="so", answer="many")], [_call("answer", **_RIGHT)])
    assert (await asker(_question())).value == _RIGHT
    assert scripted.asked[1][1][-1]["content"].startswith("fault: answer:")


async def test_one_that_ends_without_an_answer_is_asked_plainly() -> None:
    asker, scripted = _asker("It is 84.", _RIGHT)
    assert (await asker(_question())).value == _RIGHT
    assert [slot.step for slot, _ in scripted.asked] == [
        "solve_field/answers.answer/turn-1",
        "solve_field/answers.answer",
    ]


async def test_its_turns_are_bounded() -> None:
    asker, scripted = _asker(*[[_call("calculate", expression=f"{n}+1")] for n in range(5)], _RIGHT)
    assert (await asker(_question())).value == _RIGHT
    assert len(scripted.asked) == 6


@pytest.mark.parametrize(
    ("call", "told"),
    [(_call("calculate", expression="9**9**9"), "fault: "), (_call("algebra", expression="x^2 = 16"), "4")],
)
async def test_what_a_tool_cannot_do_is_told(call: tuple[str, str], told: str) -> None:
    asker, scripted = _asker([call], [_call("answer", **_RIGHT)])
    await asker(_question())
    assert told in scripted.asked[1][1][-1]["content"]


@pytest.mark.parametrize(
    ("tools", "text"), [((), "2 trays of 42 rolls"), (("calculate",), "one figure, as in 2026")]
)
async def test_without_tools_or_figures_it_answers_in_one_call(tools: tuple[str, ...], text: str) -> None:
    asker, scripted = _asker(_RIGHT, tools=tools)
    assert (await asker(_question(text))).value == _RIGHT
    assert [slot.step for slot, _ in scripted.asked] == ["solve_field/answers.answer"]
