"""Blueprints: which hold, and which talks have done what one asks for."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from seedbed.tools.verification.toolcalls import read_tools
from seedbed.tools.world import reached
from seedbed.tools.world.blueprint import KINDS, Blueprint, executed, fault
from seedbed.tools.world.reached import on_the_way, unreached
from seedbed.tools.world.world import Collection, Operation, State, World
from seedbed.tools.world.world_file import read_world
from tests.simulator.jobs.talks.plan_errand import planned
from tests.tools.export.talks import call, result, says, user

HIRE = read_world(Path(__file__).parents[3] / "scenarios" / "tool_use" / "world.yaml")
Messages = list[dict[str, Any]]


def blueprint(kind: str, seed: int = 1, **changed: Any) -> Blueprint:
    """One that holds, but for what is changed."""
    rows = [list(map(dict, HIRE.collections[name].rows)) for name in ("bikes", "bookings")]
    facts, calls, _ = planned(kind, Random(seed), *rows)
    told = [{"say": say, "when": when} for when, some in facts.items() for say in some]
    given = {"kind": kind, "goal": "You want something.", "facts": told}
    given["calls"] = [{"name": name, "arguments": arguments} for name, arguments in calls]
    return Blueprint.model_validate({**given, **changed})


def talk(task: Blueprint) -> Messages:
    """A talk that goes its calls."""
    kind, said = KINDS[task.kind], [user(" ".join(one.say for one in task.facts) or "I want this.")]
    if kind.told == "when asked":
        said += [says("Which?"), user("That.")]
    made = executed(HIRE, task).made
    for group in [made] if kind.together else [[one] for one in made]:
        calls = [call(one.call.name, json.dumps(dict(one.call.arguments)), f"c{one.place}") for one in group]
        said.append({"role": "assistant", "content": "", "tool_calls": calls})
        said += [result(f"c{one.place}", one.outcome.text) for one in group]
        if not group[-1].outcome.ok:
            said += [says("Refused."), user("The other.")]
    return [*said, says("Done.")]


def left(task: Blueprint, messages: Messages) -> list[str]:
    return list(unreached(HIRE, task, messages))


@pytest.mark.parametrize("kind", KINDS)
def test_what_holds_is_done_by_a_talk_that_goes_its_calls(kind: str) -> None:
    for seed in range(4):
        task = blueprint(kind, seed)
        assert fault(HIRE, task, HIRE.tools) == ""
        assert Blueprint.model_validate_json(task.model_dump_json()) == task
        assert left(task, talk(task)) == []
        assert on_the_way(HIRE, task, executed(HIRE, task).end)


def test_of_a_large_world_only_what_changed_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A digest of all its records takes 30 ms of 5,000, and there are as many states as ways."""
    task, compared = blueprint("parallel", 0), list[Any]()

    def short(value: Any) -> str:
        compared.append(value)
        return str(value)

    monkeypatch.setattr(reached, "digest", short)
    monkeypatch.setattr(State, "digest", property(lambda _: pytest.fail("all records were hashed")))
    assert on_the_way(HIRE, task, HIRE.start()) and max(map(len, compared)) == 1
    gone = HIRE.start().put("bikes", "B07", None)
    assert not on_the_way(HIRE, task, gone)


BOOK = {"bike_id": "B07", "customer": "Ann Li", "first_day": "2026-07-01", "days": 3}


@pytest.mark.parametrize(
    ("kind", "calls", "said"),
    [
        ("single", [], "it has 0 calls; this kind takes 1 to 1"),
        ("single", [("rent_bike", BOOK)], "call 1 (rent_bike): there is no such tool"),
        ("single", [("get_booking", {"booking_id": "K-802"})], "'K-802' was given by nobody"),
        ("single", [("book_bike", {**BOOK, "days": "3"})], "`days` is a string, not of type integer"),
        ("single", [("book_bike", {**BOOK, "bike_id": "B04"})], "call 1 (book_bike) fails: bike 'B04' has"),
        ("single", [("find_bikes", {"kind": "city", "size": "L", "station": "Harbour"})], "finds nothing"),
        ("nested", [("change_booking", {"booking_id": "K-801", "days": 3})] * 2, "changes nothing"),
        ("nested", [("book_bike", BOOK), ("get_bike", {"bike_id": "{1.bike}"})], "{1.bike} isn't there"),
        ("nested", [("get_bike", {"bike_id": "{2.x}"})] * 2, "{2.x} names no call before this one"),
        ("follow-up", [("book_bike", BOOK)] * 2, "no fact is told `later`"),
        ("missing argument", [("book_bike", BOOK)], "no fact is told `when asked`"),
        ("error and recovery", [("book_bike", BOOK)] * 2, "no call is answered with an error"),
        ("against policy", [("book_bike", BOOK)], "and this kind changes nothing"),
        ("parallel", [("book_bike", BOOK), ("book_bike", {**BOOK, "days": 5})], "the order of its calls"),
    ],
)
def test_what_does_not_hold_is_named(kind: str, calls: list[tuple[str, Any]], said: str) -> None:
    facts = [{"say": "B07 for Ann Li from 2026-07-01, 3 days.", "when": "at once"}]
    made = [{"name": name, "arguments": arguments} for name, arguments in calls]
    assert said in fault(HIRE, blueprint(kind, facts=facts, calls=made), HIRE.tools)


def test_a_tool_that_is_not_offered_is_none() -> None:
    assert "there is no such tool" in fault(HIRE, blueprint("single"), ["get_bike"])


def test_results_stand_in_later_calls_as_they_are_or_within_a_text() -> None:
    found = executed(
        HIRE,
        blueprint(
            "nested",
            calls=[
                {"name": "find_bikes", "arguments": {"kind": "child"}},
                {"name": "calculate", "arguments": {"expression": "{1.results.0.price_per_day}*{1.count}"}},
                {
                    "name": "book_bike",
                    "arguments": {**BOOK, "bike_id": "{1.results.0.bike_id}", "agreed_price": "{2.result}"},
                },
            ],
        ),
    )
    assert found.made[1].call.arguments == {"expression": "9.5*1"}
    assert found.end.records("bookings")["K-1001"]["agreed_price"] == 9.5


def test_another_end_is_named_by_record_and_field() -> None:
    task = blueprint("nested")
    messages = talk(task)
    called = messages[-3]["tool_calls"][0]["function"]
    called["arguments"] = json.dumps({**json.loads(called["arguments"]), "days": 1, "customer": "Nobody"})
    (why,) = left(task, messages)
    assert "bookings K-1001 has customer 'Nobody', not " in why and "days 1, not " in why


def test_nothing_done_and_too_much_done() -> None:
    task = blueprint("follow-up")
    assert "bookings K-1001 is missing" in left(task, [talk(task)[0], talk(task)[-1]])[0]
    none, booking = blueprint("no suitable tool"), talk(blueprint("single"))
    made = left(none, booking)
    assert "bookings K-1001 is one too many" in made[0] and "though no tool serves" in made[1]
    assert "one too many" in left(blueprint("against policy"), booking)[0]


def test_what_is_made_and_gone_again_was_done_all_the_same() -> None:
    tools = read_tools(
        [
            {"name": "add", "parameters": {"type": "object", "properties": {"size": {"type": "integer"}}}},
            {"name": "drop", "parameters": {"type": "object", "properties": {"id": {"type": "string"}}}},
        ]
    )
    does = {"add": {"does": "create", "in": "things"}, "drop": {"does": "delete", "in": "things"}}
    world = World(
        {one.name: one for one in tools},
        {name: Operation.model_validate(one) for name, one in does.items()},
        {"things": Collection(key="id")},
    )
    calls = [{"name": "add", "arguments": {"size": 3}}, {"name": "drop", "arguments": {"id": "{1.id}"}}]
    facts = [{"say": "3.", "when": "at once"}, {"say": "Gone.", "when": "later"}]
    task = blueprint("follow-up", calls=calls, facts=facts)
    assert fault(world, task, world.tools) == ""
    said = list(unreached(world, task, [user("3.")]))
    assert said == ["add is never carried out", "drop is never carried out"]


def test_a_record_may_be_found_another_way() -> None:
    task = blueprint("single", calls=[{"name": "get_bike", "arguments": {"bike_id": "B07"}}])
    messages = talk(task)
    messages[1]["tool_calls"] = [call("find_bikes", "{}", "c1")]
    assert left(task, messages) == []
    messages[1]["tool_calls"] = [call("find_bikes", '{"kind": "child"}', "c1")]
    assert left(task, messages) == ["no call shows what get_bike finds of bike_id B07"]


def test_the_way_of_a_kind_is_gone() -> None:
    task = blueprint("parallel")
    messages = talk(task)
    apart = [{**messages[1], "tool_calls": [one]} for one in messages[1]["tool_calls"]]
    assert left(task, [messages[0], *apart, *messages[2:]]) == ["the 2 calls are not made in one turn"]
    task = blueprint("missing argument")
    messages = talk(task)
    assert left(task, [messages[0], *messages[3:]]) == ["what is missing isn't asked for before the call"]
    task = blueprint("error and recovery")
    messages = talk(task)
    silent = [one for number, one in enumerate(messages) if number not in (3, 4)]
    assert left(task, silent) == ["the user isn't told of what was refused before it is done otherwise"]
    assert left(task, [messages[0], *messages[5:]]) == ["no call of book_bike is refused"]
    task = blueprint("nested")
    without = [one for one in talk(task) if "calculate" not in str(one.get("tool_calls"))]
    assert left(task, without) == ["calculate is never carried out"]


def test_an_argument_of_any_value_may_hold_a_result() -> None:
    tool = {"name": "note", "parameters": {"type": "object", "properties": {"x": True}}}
    world = World({one.name: one for one in read_tools([tool])}, real={"note": lambda given: given["x"]})
    calls = [{"name": "note", "arguments": {"x": x}} for x in ("5", "{1}")]
    assert [one.outcome.value for one in executed(world, blueprint("nested", calls=calls)).made] == ["5", "5"]
