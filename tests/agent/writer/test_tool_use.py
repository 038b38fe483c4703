"""Talks in a world: what each role is told, what a turn does to the state, what counts as a row."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from seedbed.agent.methods import find
from seedbed.agent.planner.grow_tools import grow_tools
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Work
from seedbed.agent.writer import tool_use
from seedbed.memory.candidate import Execution
from seedbed.memory.spec import Part
from seedbed.tools.world.blueprints.blueprint import Blueprint, Kind
from seedbed.tools.world.blueprints.drawing import draw_blueprint
from seedbed.tools.world.copies import REAL
from seedbed.tools.world.world_file import read_world
from tests.agent.scenes import said, scene
from tests.agent.scripted import ScriptedDesk

WORLD = Path(__file__).parents[3] / "scenarios" / "tool_use" / "world.yaml"
HIRE = read_world(WORLD, REAL)
PART = Part(task="tool_use", topic="a bike hire", world=str(WORLD), rows=9)
Calls = list[tuple[str, str]]


def blueprint(kind: Kind, number: int = 0) -> Blueprint:
    return draw_blueprint(HIRE, kind, 0, number)


def calls(drawn: Blueprint, *steps: int) -> Calls:
    """The calls of steps, as the scripted desk takes them."""
    made = [drawn.steps[number] for number in steps]
    return [(step.name, json.dumps(step.arguments)) for step in made]


def says(text: str) -> dict[str, str]:
    return {"message": text}


def tells(drawn: Blueprint, step: int) -> str:
    """Words that say all of a result."""
    return "Done: " + ", ".join(f"{key} {value}" for key, value in drawn.steps[step].value.items()) + "."


async def held(
    kind: Kind, *answers: Any, repeats: int = 1, attempt: int = 0
) -> tuple[Work, Bench, ScriptedDesk]:
    grounding = {"kind": kind, "seed": 0, "number": 0, "manner": "in a hurry"}
    part = PART.model_copy(update={"repeats": repeats})
    shelf = Shelf(worlds={part.name: HIRE})
    work, bench, scripted = scene(part, *answers, shelf=shelf, grounding=grounding, can=("tool_calls",))
    return await tool_use.write(work, bench), bench, scripted


ERRAND = says("Please book it for me as I say, with the price worked out.")


def booked(drawn: Blueprint) -> Sequence[Any]:
    """The answers of a talk that goes the steps of a nested blueprint."""
    return (ERRAND, calls(drawn, 0), calls(drawn, 1), calls(drawn, 2), tells(drawn, 2))


async def test_a_talk_that_ends_in_the_state_is_a_row_with_its_execution() -> None:
    drawn = blueprint("nested")
    work, bench, _ = await held("nested", *booked(drawn))
    assert not work.reasons and work.row is not None
    roles = [one["role"] for one in work.row["messages"]]
    assert roles == ["system", "user", *["assistant", "tool"] * 3, "assistant"]
    assert [one["function"]["name"] for one in work.row["tools"]] == list(drawn.offered)
    ids = [one["tool_calls"][0]["id"] for one in work.row["messages"] if one.get("tool_calls")]
    assert ids == ["call_0", "call_1", "call_2"]
    assert work.notes["ended"] == "goal reached" and work.notes["pass^k"] == [1.0]
    assert work.text == ERRAND["message"]
    done = await tool_use.verify(work, bench)
    (execution,) = [one for one in done.evidence if isinstance(one, Execution)]
    assert execution.ok and json.loads(execution.tests)["end"] == drawn.end
    assert [one["name"] for one in json.loads(execution.program)] == [step.name for step in drawn.steps]


async def test_each_role_sees_only_what_it_may() -> None:
    drawn = blueprint("nested")
    _, _, scripted = await held("nested", *booked(drawn))
    user, assistant = said(scripted, 0), said(scripted, 1)
    assert "in a hurry" in user and "agreed price worked out" in user
    assert not [name for name in HIRE.tools if name in user]
    assert str(drawn.steps[2].arguments["customer"]) in user and drawn.end not in user + assistant
    assert str(drawn.steps[2].arguments["customer"]) not in assistant, "nobody has said it yet"
    assert HIRE.policy.splitlines()[0] in assistant and HIRE.policy.splitlines()[0] not in user
    assert assistant.rstrip().endswith("```") and "```brief" in assistant


async def test_a_turn_that_is_refused_leaves_the_state_as_it_was() -> None:
    drawn = blueprint("nested")
    wrong = f"{tells(drawn, 2)}<|im_end|>"
    steps = (calls(drawn, 0), calls(drawn, 1), calls(drawn, 2))
    work, _, scripted = await held("nested", ERRAND, *steps, wrong, *steps, tells(drawn, 2))
    assert not work.reasons and work.notes["ended"] == "goal reached"
    assert json.loads(work.row["messages"][-2]["content"])["booking_id"] == "K-1001"  # type: ignore[index]
    assert "nothing of it has happened" in said(scripted, 5) and "im_end" in said(scripted, 5)


async def test_a_call_that_breaks_its_schema_is_asked_again_and_never_stands() -> None:
    drawn = blueprint("nested")
    name, given = calls(drawn, 2)[0]
    spoilt = [(name, json.dumps({**json.loads(given), "days": "a few"}))]
    unknown = [("book_now", given)]
    for bad in (spoilt, unknown):
        work, _, scripted = await held("nested", ERRAND, bad, "That didn't work.", *booked(drawn)[1:])
        assert not work.reasons and work.row is not None
        assert "not accepted" in said(scripted, 3)
        assert "a few" not in str(work.row) and "book_now" not in str(work.row)


async def test_a_talk_that_ends_elsewhere_is_a_wrong_answer_that_says_where() -> None:
    drawn = blueprint("nested")
    name, given = calls(drawn, 2)[0]
    other = json.loads(given) | {"days": json.loads(given)["days"] % 14 + 1}
    steps = (calls(drawn, 0), calls(drawn, 1), [(name, json.dumps(other))])
    work, _, _ = await held("nested", ERRAND, *steps, f"Done, it is booked: days {other['days']}.")
    assert work.row is None
    assert {reason.code for reason in work.reasons} == {"wrong answer"}
    assert f"days {other['days']}, not " in work.reasons[0].detail


async def test_what_is_due_is_told_when_it_is_due() -> None:
    drawn = blueprint("error and recovery")
    report = f"That didn't work: {drawn.steps[0].error}."
    asks = [says(f"Please do it: {drawn.steps[number].arguments}") for number in (0, 1)]
    answers = (asks[0], calls(drawn, 0), report, asks[1], calls(drawn, 1))
    work, _, scripted = await held("error and recovery", *answers, tells(drawn, 1))
    assert not work.reasons
    first, later = said(scripted, 0), said(scripted, 3)
    (argument,) = [k for k, v in drawn.steps[0].arguments.items() if drawn.steps[1].arguments[k] != v]
    wrong, right = drawn.steps[0].arguments[argument], drawn.steps[1].arguments[argument]
    assert str(wrong) in first and str(right) not in first
    assert str(right) in later and "did not work" in later


async def test_an_assistant_that_asks_back_is_answered() -> None:
    drawn = blueprint("nested")
    talk = (ERRAND, "Shall I really go ahead?", says("Yes, do."), *booked(drawn)[1:])
    work, _, scripted = await held("nested", *talk)
    assert not work.reasons and work.notes["turns"] == 4
    assert "needs an answer from you" in said(scripted, 2)


async def test_held_several_times_the_first_that_succeeds_is_the_row() -> None:
    drawn = blueprint("nested")
    idle = [one for n in range(4) for one in (says(f"Please do it, number {n}."), f"I can't do number {n}.")]
    work, _, scripted = await held("nested", *idle, *booked(drawn), repeats=2)
    assert not work.reasons
    assert (work.notes["tried"], work.notes["succeeded"], work.notes["pass^k"]) == (2, 1, [0.5, 0.0])
    assert work.notes["take"] == 1 and {slot.draw for slot, _ in scripted.asked} == {0, 1}


def test_no_blueprint_is_drawn_twice_and_none_without_a_fitting_leaf() -> None:
    tree = grow_tools(PART, HIRE, lambda line: None)
    assert len(tree.leaves()) == 9
    work, bench, _ = scene(PART, shelf=Shelf(worlds={PART.name: HIRE}), leaf="root.single")
    used: dict[str, int] = {}
    choice = Choice(PART, work.brief.cell, {}, Random(1), 1, used, lambda key: ())
    assert tool_use.choose(choice, bench) is None, "the leaf of the scene is no kind"
    plan = bench.plan.model_copy(update={"parts": (bench.plan.parts[0].model_copy(update={"tree": tree}),)})
    bench = replace(bench, plan=plan)
    for _ in range(12):
        chosen = tool_use.choose(choice, bench)
        assert chosen is not None and chosen.material not in used
        used[chosen.material] = 1


def test_a_model_that_cannot_call_tools_is_refused_in_words() -> None:
    _, bench, _ = scene(PART, shelf=Shelf(worlds={PART.name: HIRE}), can=("json_schema", "judging"))
    assert find("tool_use/strong").refusal(PART, bench) == (
        "strong form: the assistant model 'scripted' can't call tools"
    )
