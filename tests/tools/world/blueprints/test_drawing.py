"""Blueprints that are drawn hold: executed again they give the same, and nothing of it stays in the world."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.tools.verification.sandbox.sandbox import SandboxFault, find_sandbox
from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.verification.toolcalls.check import check_call
from seedbed.tools.world.blueprints.blueprint import KINDS, Blueprint, Kind
from seedbed.tools.world.blueprints.drawing import NoBlueprint, draw_blueprint, kinds_of
from seedbed.tools.world.blueprints.validation import fault
from seedbed.tools.world.calculator import CALCULATOR, calculated
from seedbed.tools.world.operations import Collection, Operation, WorldError
from seedbed.tools.world.state import changes
from seedbed.tools.world.world import World
from seedbed.tools.world.world_file import read_world
from tests.tools.world.blueprints.worlds import worlds

NUMBERS = st.integers(0, 2**40)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(kind=st.sampled_from(KINDS), seed=NUMBERS, number=NUMBERS)
def test_what_is_drawn_holds_and_leaves_nothing(hire: World, kind: Kind, seed: int, number: int) -> None:
    start = hire.start().digest
    blueprint = draw_blueprint(hire, kind, seed, number)
    assert draw_blueprint(hire, kind, seed, number) == blueprint
    assert Blueprint.model_validate_json(blueprint.model_dump_json()) == blueprint
    assert hire.start().digest == start

    state, tools = hire.start(), {name: hire.tools[name] for name in blueprint.offered}
    for step in blueprint.steps:
        call = Call(step.name, step.arguments)
        assert check_call(tools, call).ok
        state, outcome = hire.call(state, call)
        assert (outcome.value, outcome.error) == (step.value, step.error)
    assert state.digest == blueprint.end
    assert changes(hire.start(), state) == blueprint.goal.changes
    known = _known(blueprint)
    assert all(
        _told(known, name, value) for step in blueprint.steps for name, value in step.arguments.items()
    )


def _known(blueprint: Blueprint) -> tuple[list[Any], str]:
    """What the user tells in the whole talk, and all results."""
    facts = [one for message in blueprint.messages for facts in message.facts for one in facts.items()]
    return facts, json.dumps([step.value for step in blueprint.steps])


def _told(known: tuple[list[Any], str], name: str, value: Any) -> bool:
    """Whether an argument comes from somewhere; an expression is made of what a result and the user say."""
    return (name, value) in known[0] or str(value) in known[1] or name == "expression"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(world=worlds(), kind=st.sampled_from(KINDS), seed=NUMBERS)
def test_any_world_bears_a_kind_or_says_why_not(world: World, kind: Kind, seed: int) -> None:
    start = world.start().digest
    try:
        blueprint = draw_blueprint(world, kind, seed, 0)
    except NoBlueprint as refused:
        assert refused.why and "\n" not in str(refused)
    else:
        assert fault(world, blueprint) == ""
        assert Blueprint.model_validate_json(blueprint.model_dump_json()) == blueprint
    assert world.start().digest == start


def test_the_example_bears_every_kind_as_its_name_says(hire: World) -> None:
    assert kinds_of(hire) == dict.fromkeys(KINDS, "")
    drawn = {kind: [draw_blueprint(hire, kind, 3, number) for number in range(8)] for kind in KINDS}
    acts = {kind: [[m.act for m in one.messages] for one in some] for kind, some in drawn.items()}
    assert all(one == ["request", "call", "result", "answer"] for one in acts["single"])
    again = ["request", "call", "result", "answer"]
    assert all(one == again * 2 for one in acts["follow-up"])
    assert all(one[1:3] == ["ask", "inform"] for one in acts["missing argument"])
    assert all(one[3:5] == ["report", "correct"] for one in acts["error and recovery"])
    assert all(one == ["request", "decline"] for one in acts["no suitable tool"])
    assert all(one.goal.wants[0].computed == ("agreed_price",) for one in drawn["nested"])
    assert all({one.argument for one in want.described} for b in drawn["sequential"] for want in b.goal.wants)
    assert all(len(one.offered) > len({step.name for step in one.steps}) for one in drawn["distractors"])
    errors = {
        step.error.split()[0] for one in drawn["error and recovery"] for step in one.steps if step.error
    }
    assert len(errors) > 1  # both a record that isn't there and one that isn't in order
    distinct = {one.model_dump_json(exclude={"number"}) for some in drawn.values() for one in some}
    assert len(distinct) > 50


def test_calls_of_one_turn_ask_for_different_things(hire: World) -> None:
    for number in range(30):
        steps = draw_blueprint(hire, "parallel", 5, number).steps
        assert not [
            (one, other)
            for one in steps
            for other in steps
            if one is not other
            and one.name == other.name
            and one.arguments.items() <= other.arguments.items()
        ]


def test_an_answer_that_is_changed_changes_no_state(hire: World) -> None:
    rows = ({"id": "A", "tags": ["x"]},)
    world = World(
        {CALCULATOR.name: CALCULATOR} | {name: hire.tools[name] for name in ("find_bikes",)},
        operations={"find_bikes": Operation.model_validate({"does": "find", "in": "things"})},
        collections={"things": Collection(key="id", rows=rows)},
        real={"calculate": calculated},
    )
    state = world.start()
    _, outcome = world.call(state, Call("find_bikes", {}))
    outcome.value["results"][0]["tags"].append("y")
    assert state.digest == world.start().digest and rows[0]["tags"] == ["x"]


def test_a_calculator_alone_bears_few_kinds() -> None:
    refused = kinds_of(World({CALCULATOR.name: CALCULATOR}, real={"calculate": calculated}))
    assert "`expression` of calculate: nothing says what the text could be" in refused["single"]
    assert refused["nested"] == "the world's `computed` names no argument that another tool computes"
    assert refused["sequential"] == "no argument names a record"


def test_tools_that_fail_bear_nothing(hire: World) -> None:
    def failing(arguments: Any) -> Any:
        raise WorldError("the server is down")

    tool = hire.tools["calculate"]
    refused = kinds_of(World({tool.name: tool}, real={tool.name: failing}))
    assert refused["single"] == "the last call fails: the server is down"
    count = iter(range(10_000))
    refused = kinds_of(World({tool.name: tool}, real={tool.name: lambda arguments: next(count)}))
    assert refused["single"] == "call 0 (calculate) answered otherwise when it was made again"


def test_functions_of_the_user_bear_blueprints(tmp_path: Path) -> None:
    try:
        find_sandbox()
    except SandboxFault as refused:
        pytest.skip(str(refused))
    (tmp_path / "functions.py").write_text(
        "from typing import Literal\n"
        "def convert(amount: float, currency: Literal['USD', 'NOK']) -> float:\n"
        "    return round(amount * {'USD': 1.25, 'NOK': 11.5}[currency], 2)\n",
        encoding="utf-8",
    )
    (tmp_path / "world.yaml").write_text("python: functions.py\n", encoding="utf-8")
    world = read_world(tmp_path / "world.yaml")
    blueprint = draw_blueprint(world, "parallel", 1, 1)
    assert {step.name for step in blueprint.steps} == {"convert"}
    with pytest.raises(NoBlueprint, match="no tool is of that sort"):
        draw_blueprint(world, "no suitable tool", 1, 1)
