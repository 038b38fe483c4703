"""The planner's agent: bounded, and whatever it does there is a plan."""

import json
from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.planner.drafting.agent import MOST_CALLS, WORTH, Bound, better, bound_of, why_not
from seedbed.agent.planner.drafting.state import State
from seedbed.agent.planner.estimate import Estimate
from seedbed.agent.resources import Resources
from seedbed.graphs.candidate.conversation import converse
from seedbed.memory.files.plan_file import check_plan
from seedbed.memory.spec import Budget
from seedbed.tools.world.own_tools import CALCULATOR_WORLD as WORLD
from tests.agent.planner.drafting.drafts import hands, messages, questions, shop, tree
from tests.agent.scripted import client

DRAFT = messages(tree("hire", "repairs", "tours", "prices"))
WIDE = Bound(8, 1_000_000, 1_500)


def _call(name: str, /, **arguments: Any) -> tuple[str, str]:
    return name, json.dumps(arguments)


def _merge(*ids: str, why: str = "they say the same") -> tuple[str, str]:
    about = {"name": "Both", "inside": "", "outside": ""}
    return _call("merge_concepts", part="rows", why=why, concepts=list(ids), **about)


def _whole(state: State) -> None:
    check_plan(state.plan, state.spec)


async def test_what_it_tried_and_why_is_in_the_trace() -> None:
    given = shop(
        [_merge("hire", "tours")], [_call("try_recipe", part="rows")], [_call("finish", why="It is good.")]
    )
    mine = hands(DRAFT, given)
    state, trace = await better(mine, WIDE, converse)
    _whole(state)
    assert len(state.plan.parts[0].tree.leaves()) == 3
    assert [(step.tool, step.why) for step in trace.steps] == [
        ("merge_concepts", "they say the same"),
        ("try_recipe", ""),
    ]
    assert "3 rows of rows, time 1" in trace.steps[1].came
    assert (trace.by, trace.calls, trace.tokens, trace.ended) == ("agent", 3, 1500, "It is good.")
    assert mine.changed == ["merge_concepts"]


NONSENSE = [
    _call("browse", url="https://example.org"),
    _call("look", part="another"),
    _call("look"),
    ("set_concepts", "{not json"),
    _call("set_axis", part="rows", why="", axis="mood", values="many"),
    _call("write_recipe", part="rows", why="", recipe="- a list"),
    _call("write_recipe", part="rows", why="", recipe="write: [" * 999),
    _call("merge_concepts", part="rows", concepts=["root", "hire"]),
    _call("search", query="a source that isn't there"),
    _call("recipes", name="made-up"),
    _call("checks", name="made-up"),
    _call("set_levels", part="rows", why="", levels=[{"name": "x" * 9000, "means": "\x00"}]),
]


@pytest.mark.parametrize("said", NONSENSE)
async def test_nonsense_is_told_and_leaves_the_draft(said: tuple[str, str]) -> None:
    state, trace = await better(hands(DRAFT, shop([said], "I give up.")), WIDE, converse)
    _whole(state)
    assert state.plan == DRAFT.plan and state.spec.parts == DRAFT.spec.parts
    assert trace.steps[0].came.startswith("fault: ")
    assert trace.ended == "I give up."


async def test_an_agent_that_repeats_itself_is_ended() -> None:
    door, scripted = client(*[[_call("look", part="rows")]] * 50, can=("tool_calls",))
    mine = hands(DRAFT, replace(shop(), client=door))
    _, trace = await better(mine, Bound(40, 10**9, 0), converse)
    assert len(scripted.asked) == trace.calls == 4
    assert "repeated itself" in trace.ended


async def test_answers_are_bounded_and_what_contradicts_itself_leaves_a_plan() -> None:
    def weigh(n: int) -> list[tuple[str, str]]:
        weights = [{"concept": "hire", "weight": float(n)}]
        return [_call("weigh_concepts", part="rows", why=f"{n}", weights=weights)]

    state, trace = await better(hands(DRAFT, shop(*map(weigh, range(1, 30)))), Bound(5, 10**9, 0), converse)
    _whole(state)
    assert trace.calls == 5 and trace.most_calls == 5
    assert state.plan.parts[0].tree["hire"].weight == 5.0


async def test_tries_are_bounded_by_number_and_tokens() -> None:
    tries = [[_call("try_recipe", part="rows"), _call("look", part=f"{n}")] for n in range(6)]
    _, trace = await better(hands(DRAFT, shop(*tries, "Done.")), WIDE, converse)
    assert trace.tokens == 4 * 1500
    assert "no more" in [step for step in trace.steps if step.tool == "try_recipe"][-1].came
    _, trace = await better(hands(DRAFT, shop(tries[0], "Done.")), Bound(8, 1_000, 1_500), converse)
    assert "too few tokens" in trace.steps[0].came


async def test_a_person_is_asked_once_and_the_answer_is_kept() -> None:
    ask = _call("ask_person", questions=[{"question": "Which shop?", "options": []}])
    again = _call("ask_person", questions=[{"question": "Which town?", "options": []}])
    given = shop([ask], [again], "Done.")
    _, trace = await better(hands(DRAFT, given), WIDE, converse)
    assert "no answer: decide" in trace.steps[0].came
    assert "one round" in trace.steps[1].came
    assert list(given.client.store.entries) == ["planning/ask_person/1.1"]  # type: ignore[attr-defined]


async def test_sources_are_there_only_with_documents() -> None:
    state, resources = questions()
    read = _call("read", passage=resources.chunks[0].id)
    given = shop([_call("outline"), read, _call("read", passage="s99")], "Done.", resources=resources)
    _, trace = await better(hands(state, given), WIDE, converse)
    assert "Fuel" in trace.steps[0].came and "A berth costs" in trace.steps[1].came
    assert "there is no passage" in trace.steps[2].came
    names = [tool.name for tool in hands(DRAFT).offered()]
    assert not {"outline", "search", "read"} & set(names)


def test_its_bound_follows_from_the_estimate_and_the_budget() -> None:
    whole = Estimate(candidates=100, calls=400, tokens=1_000_000, usd=None)
    assert bound_of(whole, Budget()) == Bound(MOST_CALLS, 200_000, 30_000)
    assert bound_of(whole.model_copy(update={"tokens": 10**8}), Budget()).tokens == 300_000
    assert bound_of(whole, Budget(tokens=50_000, calls=20)) == Bound(4, 10_000, 30_000)


@pytest.mark.parametrize(
    ("planning", "bound", "written", "given", "told"),
    [
        (None, Bound(16, WORTH), True, False, ""),
        (None, Bound(16, WORTH - 1), True, False, "too small"),
        (None, Bound(3, WORTH), True, False, "too small"),
        (None, Bound(16, WORTH), False, False, "a person gave its recipes"),
        ("agent", Bound(16, 1), False, False, ""),
        ("agent", Bound(16, WORTH), True, True, "a person gave the plan"),
        ("draft", Bound(16, WORTH), True, False, "planning: draft"),
    ],
)
def test_when_it_runs(planning: Any, bound: Bound, written: bool, given: bool, told: str) -> None:
    spec = DRAFT.spec.model_copy(update={"planning": planning})
    able, _ = client(can=("json_schema", "subtopics", "tool_calls"))
    why = why_not(spec, able, bound, written=written, given=given)
    assert why.startswith(told) and bool(why) == bool(told)
    unable, _ = client(can=("tool_calls",))
    assert "can't" in why_not(DRAFT.spec, unable, bound, written=True, given=False)
    without, _ = client(can=("json_schema", "subtopics"))
    assert "calls no tools" in why_not(DRAFT.spec, without, bound, written=True, given=False)


async def test_the_tools_of_a_world_are_shown_where_there_is_one() -> None:
    given = shop([_call("tools", part="rows")], "Done.", resources=Resources(worlds={"rows": WORLD}))
    _, trace = await better(hands(DRAFT, given), WIDE, converse)
    assert "calculate: Computes" in trace.steps[0].came
    assert "tools" not in [tool.name for tool in hands(DRAFT).offered()]
