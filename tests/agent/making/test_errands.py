"""Talks with an errand: what is asked of the planner, which plans are taken, what user and assistant know."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from seedbed.agent.making.making import SIGNATURE
from seedbed.agent.making.picks import GENERATORS
from seedbed.agent.making.steps import write
from seedbed.agent.making.verifying import verify
from seedbed.agent.recipes.load import shipped
from seedbed.agent.resources import Resources
from seedbed.agent.work import Env, Work
from seedbed.tools.verification.toolcalls import read_tools
from seedbed.tools.world.mcp_tools import Kept
from seedbed.tools.world.world import World
from tests.agent.scenes import choice, recipe_part, said, scene
from tests.agent.scripted import ScriptedClient
from tests.scripted import Answers, client_on, scripted
from tests.tools.world.test_blueprint import HIRE

RECIPE = shipped("world-talk")
TALK = RECIPE["make"]["messages"]
BOOK = {"bike_id": "B07", "customer": "Ann Li", "first_day": "2026-07-01", "days": 3}
FACTS = ["the bike is B07", "the name is Ann Li", "the first day is 2026-07-01"]


def plan(*calls: tuple[str, Any], late: str = "when asked", **changed: Any) -> dict[str, Any]:
    facts = [{"say": one, "when": "at once"} for one in FACTS] + [{"say": "it is for 3 days", "when": late}]
    sent = [{"name": name, "arguments": json.dumps(arguments)} for name, arguments in calls]
    return {"cannot": "", "goal": "You want to hire a bike.", "facts": facts, "calls": sent, **changed}


ANY = {"type": "object", "properties": {"n": {"type": "integer"}}}
PLAN = plan(("book_bike", BOOK))
FIRST = {"message": "B07 from 1 July 2026 for Ann Li, please.", "tells": [1, 2, 3]}
ASKED = "For how many days?"
SECOND = {"message": "For 3 days.", "tells": [4]}
DONE = "B07 is yours from 1 July for 3 days."


def candidate(
    *answers: Any, kind: str = "missing argument", **given: Any
) -> tuple[Work, Env, ScriptedClient]:
    return scene(
        recipe_part(given.pop("recipe", "world-talk"), "a bike hire"),
        *answers,
        can=["json_schema", "judging", "tool_calls"],
        resources=Resources(worlds={"rows": HIRE}),
        grounding={"generated": {"kind": kind, "earlier": [], **given}},
        attributes={"person": "Lotte, in a hurry", "wish": "book"},
    )


def booking(**changed: Any) -> list[tuple[str, str]]:
    return [("book_bike", json.dumps({**BOOK, **changed}))]


async def test_each_is_told_what_is_theirs_and_the_talk_ends_when_it_is_done() -> None:
    work, env, seen = candidate(PLAN, FIRST, ASKED, SECOND, booking(), DONE)
    made = await write(work, env)
    assert made.row is not None and made.notes["ended"] == "goal reached" and not seen.answers
    assert made.notes["kept"]["errand"]["kind"] == "missing argument" and made.material[SIGNATURE]
    assert '"bike_id": "B12"' in said(seen) or '"bike_id": "B07"' in said(seen), "the planner sees records"
    assert "Lotte" in said(seen) and "leaves out something" in said(seen)
    user = said(seen, 1)
    assert "1. [at once] the bike is B07" in user and "4. [when asked] it is for 3 days" in user
    assert "book_bike" not in user, "the user never sees the calls"
    assert "1. [told] the bike is B07" in said(seen, 3)
    assert "You want to hire a bike" not in said(seen, 2), "nor the assistant the errand"
    checked = await verify(made, env)
    assert checked.reasons == () and {"schema", "execution"} <= {one.kind for one in checked.evidence}


async def test_a_talk_that_does_something_else_ends_and_is_refused() -> None:
    work, env, seen = candidate(PLAN, FIRST, booking(days=9), "It is booked for 9 days.")
    made = await write(work, env)
    assert made.notes["ended"] == "given up" and not seen.answers
    (reason,) = (await verify(made, env)).reasons
    assert reason.code == "wrong answer" and "has days 9, not 3" in reason.detail
    assert "has days 9" in reason.to["assistant"] and "not 3" not in reason.to["assistant"]
    assert reason.to["planner"] == reason.detail and "days" not in reason.to["user"]


async def test_calls_of_one_turn_that_were_too_many_are_none_of_the_row() -> None:
    """They had the fault as their result, which no world gives: each such talk was refused as wrong."""
    looks = [("get_bike", json.dumps({"bike_id": "B07"}))] * 8
    answers = [FIRST, ASKED, SECOND, looks, [*looks[6:], *booking()], DONE]
    work, env, seen = candidate(PLAN, *answers)
    made = await write(work, env)
    assert made.row is not None and "at most 6 calls in one turn" in said(seen, 5)
    called = [len(one["tool_calls"]) for one in made.row["messages"] if "tool_calls" in one]
    assert called == [6, 3] and (await verify(made, env)).reasons == ()


async def test_a_fact_for_later_is_told_before_the_talk_ends() -> None:
    calls = ("book_bike", BOOK), ("change_booking", {"booking_id": "{1.booking_id}", "days": 5})
    later = plan(*calls, late="later")
    change = [("change_booking", json.dumps({"booking_id": "K-1001", "days": 5}))]
    more = {"message": "Make it 5 days.", "tells": [4, 99]}
    again = {"message": "Yes?", "tells": []}
    work, env, _ = candidate(
        later, FIRST, booking(), DONE, again, "Yes.", more, change, "5 days.", kind="follow-up"
    )
    made = await write(work, env)
    assert made.notes["ended"] == "goal reached" and made.notes["turns"] == 6


async def test_all_are_told_the_language_of_the_row() -> None:
    """Which its seat was dealt, say; the user of the build speaks another."""
    german = {"use": "world-talk", "language": "de"}
    work, env, seen = candidate(PLAN, FIRST, ASKED, SECOND, booking(), DONE, recipe=german)
    assert (await write(work, env)).row is not None
    told = ("Plain words in German", "In German, one to three", "answer in German")
    assert [one in said(seen, n) for n, one in enumerate(told)] == [True] * 3
    assert not any("in English" in said(seen, n) for n in range(3))


async def test_who_plans_is_told_what_the_talk_is_held_to() -> None:
    one, other = ({"say": f"It is about {what}.", "when": f"wish == '{what}'"} for what in ("book", "hire"))
    recipe = {
        **RECIPE,
        "vary": {"person": ["Lotte, in a hurry"], "wish": ["book", "hire"]},
        "means": {"wish": {"book": "a bike is booked", "hire": "one is hired"}},
        "read": {"wish": ["messages"]},
        "rubric": ["user: It gives no more than one detail.", one, other],
    }
    work, env, seen = candidate(PLAN, FIRST, ASKED, SECOND, booking(), DONE, recipe=recipe)
    assert (await write(work, env)).row is not None
    assert "- Each message of the user: It gives no more than one detail." in said(seen)
    assert '- wish "book": a bike is booked' in said(seen) and "- It is about book." in said(seen)
    assert "is about hire" not in said(seen)
    assert "lets one message hold less" in said(seen, 1)


async def test_nobody_else_waits_for_a_slow_tool() -> None:
    """Who plans, who answers and who checks calls it; equal calls get the answer that was kept."""
    entries: dict[str, Any] = {}
    came = Event()

    def look(arguments: Mapping[str, Any]) -> Any:
        return {"waited": came.wait(5) and len(entries)}

    kept = Kept(entries.get, lambda key, kind, value: entries.setdefault(key, value))
    name, (tool,) = "look", read_tools([{"name": "look", "description": "Looks.", "parameters": ANY}])
    real = {name: partial(kept.answered, [name], {"tool": name}, look)}
    work, env, seen = candidate(
        plan((name, {}), late="at once"), FIRST, [(name, "{}")], [(name, '{"n": 1}')], DONE, kind="single"
    )
    env = replace(env, resources=Resources(worlds={"rows": World({name: tool}, real=real)}))

    async def others() -> None:
        while len(entries) < 2:
            came.clear()
            await asyncio.sleep(0.01)
            came.set()

    made, _ = await asyncio.gather(write(work, env), others())
    assert made.notes["ended"] == "goal reached" and not seen.answers
    results = [one["content"] for one in (made.row or {})["messages"] if one["role"] == "tool"]
    assert results == ['{"waited": 0}', '{"waited": 1}'] and (await verify(made, env)).reasons == ()


async def test_held_several_times_the_first_that_does_it_stands() -> None:
    often = {"use": "world-talk", "make": {"messages": {**TALK, "takes": 3}}}
    wrong, right = (FIRST, booking(days=9), "For 9 days."), (FIRST, ASKED, SECOND, booking(), DONE)
    work, env, _ = candidate(PLAN, *wrong, *right, *right, recipe=often)
    notes = (await write(work, env)).notes
    assert (notes["tried"], notes["succeeded"], notes["take"]) == (3, 2, 1)
    assert notes["pass^k"] == [0.6667, 0.3333, 0.0]


async def test_a_plan_that_does_not_hold_is_asked_again_with_the_reason(tmp_path: Path) -> None:
    answers: Answers = {
        "plan_errand": [plan(("book_bike", {**BOOK, "bike_id": "B04"})), {"goal": "x"}, PLAN],
        "say_errand": [FIRST],
        "act_as_assistant": ["I can't.", "No.", "Sorry.", "Not here."],
    }
    with scripted(answers) as server:
        async with client_on(server, tmp_path, "json_schema", "tool_calls") as client:
            work, env, _ = candidate()
            (reason,) = (await write(work, replace(env, client=client))).reasons
    assert "said before" in reason.detail
    asked = [one.last for one in server.asked if one.job == "plan_errand"]
    assert "call 1 (book_bike) fails: bike 'B04' has state 'in repair'" in asked[1]
    assert "it is no plan" in asked[2] and len(asked) == 3


@pytest.mark.parametrize(
    ("answer", "said_"),
    [
        (plan(("book_bike", BOOK), late="at once"), "no fact is told 'when asked'"),
        ({**PLAN, "calls": [{"name": "book_bike", "arguments": "{"}]}, "the arguments are not JSON"),
        ({**PLAN, "cannot": "there are no bikes"}, "there are no bikes"),
    ],
)
async def test_what_is_no_plan_is_refused(answer: Any, said_: str) -> None:
    work, env, _ = candidate(answer)
    if answer["cannot"]:
        assert (await write(work, env)).notes["declined"] == said_
        return
    (why,) = (await write(work, env)).reasons
    assert said_ in why.detail


async def test_calls_that_are_there_already_are_refused() -> None:
    work, env, _ = candidate(PLAN, FIRST, ASKED, SECOND, booking(), DONE)
    row = (await write(work, env)).row
    drawn = GENERATORS["blueprint"](choice(env.spec.parts[0], accepted=[dict(row or {})]), env)
    assert drawn is not None
    (earlier,) = drawn[0]["earlier"]
    assert earlier["asked"] == FIRST["message"]
    work, env, seen = candidate(PLAN, earlier=[earlier])
    (why,) = (await write(work, env)).reasons
    assert "is there already" in why.detail
    assert f"- {FIRST['message']}" in said(seen)


def test_the_kind_used_least_comes_and_one_that_always_fails_no_more() -> None:
    _, env, _ = candidate()
    world = replace(HIRE, kinds=("single", "parallel", "against policy"))
    env = replace(env, resources=Resources(worlds={"rows": world}))

    def kind(used: dict[str, int], spoilt: dict[str, int]) -> str | None:
        drawn = GENERATORS["blueprint"](
            choice(env.spec.parts[0], number=len(used), used=used, spoilt=spoilt), env
        )
        return str(drawn[0]["kind"]) if drawn else None

    used = {"rows/single/1": 1, "rows/against policy/2": 1, "other/parallel/9": 1}
    assert kind(used, {}) == "parallel"
    failing = {f"rows/parallel/{n}": 1 for n in range(4)}
    used = {f"rows/{one}/{n}": 1 for one in ("single", "against policy") for n in range(5, 11)}
    assert kind(used | failing, failing) in ("single", "against policy")
    assert kind(used | failing, used | failing) is None
    env = replace(env, resources=Resources(worlds={"rows": replace(world, policy="", kinds=())}))
    drawn = {kind({f"other/single/{n}": 1 for n in range(number)}, {}) for number in range(30)}
    assert len(drawn) > 5 and "against policy" not in drawn


def test_a_kind_that_is_dealt_or_named_goes_before_the_worlds() -> None:
    _, env, _ = candidate()
    for kinds in ("person", ["change of mind"]):
        steps = {**RECIPE["make"], "tools, errand": {"generate": "blueprint", "kinds": kinds}}
        part = recipe_part({**RECIPE, "vary": {"person": ["change of mind"]}, "make": steps}, "a bike hire")
        drawn = GENERATORS["blueprint"](choice(part, attributes={"person": "change of mind"}), env)
        assert drawn and drawn[0]["kind"] == "change of mind"
