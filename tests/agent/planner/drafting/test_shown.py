"""A draft as its planner reads it, and who does what in it: by its recipe, and with the tools of its plan."""

from pathlib import Path

import pytest

from seedbed.agent.making.parts import settled
from seedbed.agent.planner.drafting.dispatch import dispatched, usual, with_tools
from seedbed.agent.planner.drafting.shown import concepts_shown, part_shown
from seedbed.memory.errors import ToolFault
from seedbed.memory.plan import PartPlan
from seedbed.memory.spec import Part, Spec
from tests.agent.planner.drafting.drafts import messages, tree
from tests.agent.scripted import client

STATE = messages(tree("hire", "tours", "hire.tandems", "hire.cargo"))
PLAN = PartPlan(part="rows", tree=tree("hire", "tours"), quotas={})
ABLE, UNABLE = client(can=("tool_calls",))[0], client()[0]


def test_concepts_stand_under_each_other_with_their_rows() -> None:
    lines = concepts_shown(STATE, "rows").splitlines()
    assert lines[0] == "Its concepts, 3 leaves for 60 rows (14 at most):"
    assert [line.split(" (")[0] for line in lines[1:]] == [
        "- root",
        "  - hire",
        "    - hire.tandems",
        "    - hire.cargo",
        "  - tours",
    ]
    assert lines[-1] == "  - tours (30 rows) tours"


def test_of_many_sections_those_without_a_row_are_counted() -> None:
    many = messages(tree(*(f"section{n}" for n in range(150))), rows=30)
    lines = concepts_shown(many, "rows").splitlines()
    assert "150 leaves for 30 rows" in lines[0] and lines[-1] == "… and 120 without a row"
    assert len(lines) == 1 + 1 + 30 + 1 and "(0 rows)" not in "".join(lines)


def test_seats_are_shown_as_they_would_be_dealt() -> None:
    told = part_shown(STATE, "rows")
    seats = told.partition("Some seats, as they would be dealt:\n")[2].splitlines()
    assert len(seats) == 8
    moods = ["mood: angry" in line for line in seats]
    assert any(moods) and not all(moods), "every third seat is angry, and shown are not these alone"
    assert all("leaf: " in line and "mood: " in line and "sender: a " in line for line in seats)
    assert "- writer: text" in told and "a third angry" in told


def _part(recipe: str) -> Part:
    return settled(
        Spec(parts=(Part(recipe=recipe, topic="a bakery", rows=9),), sources=("a",)), Path()
    ).parts[0]


def test_a_solver_of_numbers_computes_where_its_model_calls_tools() -> None:
    problems = _part("reasoned-problems")
    assert usual(problems, ABLE) == {"solver": ("calculate", "algebra", "python")}
    assert usual(problems, UNABLE) == usual(_part("labelled-text"), ABLE) == {}


def test_each_step_and_check_has_its_agent() -> None:
    mine = PLAN.model_copy(update={"agents": {"solver": ("calculate",)}})
    lines = dispatched(_part("reasoned-problems"), mine)
    assert lines[0] == "writer: problem, solution, answer"
    assert any(line.startswith("solver with calculate: answers.answer") for line in lines)
    assert any(line.startswith("judge: ") and "rubric" in line for line in lines)
    assert any(
        one.startswith("assistant with its world's tools: ") for one in dispatched(_part("world-talk"), PLAN)
    )
    counted = dispatched(_part("reviews-with-stars"), PLAN)
    assert any(line.startswith("program: ") and line.endswith("axis.size") for line in counted)


def test_only_tools_that_there_are_can_be_dispatched() -> None:
    given = with_tools(PLAN, "solver", ["python", "calculate"], ABLE)
    assert given.agents == {"solver": ("calculate", "python")}
    assert with_tools(given, "solver", [], ABLE).agents == {}
    for role, tools, why in (("writer", ["python"], "only solver"), ("solver", ["rm"], "'rm' is no tool")):
        with pytest.raises(ToolFault, match=why):
            with_tools(PLAN, role, tools, ABLE)
    with pytest.raises(ToolFault, match="calls no tools"):
        with_tools(PLAN, "solver", ["python"], UNABLE)
