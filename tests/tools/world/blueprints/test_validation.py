"""A blueprint that was tampered with, or is of another world, doesn't hold; what doesn't is named."""

from typing import Any

import pytest

from seedbed.tools.world.blueprints.blueprint import Blueprint, Kind
from seedbed.tools.world.blueprints.drawing import draw_blueprint
from seedbed.tools.world.blueprints.validation import fault
from seedbed.tools.world.world import World

HERE: list[str | int] = ["steps", 0]


def tampered(blueprint: Blueprint, path: list[str | int], value: Any) -> Blueprint:
    """The blueprint with another value at a place of its JSON."""
    plain = blueprint.model_dump(mode="json")
    inner: Any = plain
    for part in path[:-1]:
        inner = inner[part]
    assert inner[path[-1]] != value
    inner[path[-1]] = value
    return Blueprint.model_validate(plain)


@pytest.mark.parametrize(
    ("kind", "path", "value", "said"),
    [
        ("single", ["end"], "0" * 64, "the state at the end is another one"),
        ("single", ["goal", "changes"], {"bikes": {"B01": None}}, "the goal's changes"),
        ("single", [*HERE, "value"], {"bike_id": "B99"}, "answered otherwise"),
        ("single", [*HERE, "error"], "no", "answered otherwise"),
        ("single", [*HERE, "arguments"], {"colour": "red"}, "call 0 may not be made"),
        ("single", [*HERE, "sources"], {}, "come from nowhere"),
        ("single", ["messages", 0, "facts"], [], "isn't what the goal says"),
        ("single", ["goal", "wants"], [], "nothing is wanted"),
        ("single", ["goal", "wants", 0, "does"], "delete", "doesn't delete"),
        ("single", ["goal", "wants", 0, "tool"], "fly", "fly doesn't"),
        ("single", ["kind"], "parallel", "it isn't several calls in one turn"),
        ("single", ["kind"], "sequential", "no later call takes a value"),
        ("single", ["kind"], "nested", "no argument is computed"),
        ("single", ["kind"], "missing argument", "no argument that the schema demands is asked for"),
        ("single", ["kind"], "error and recovery", "the first call doesn't fail"),
        ("single", ["kind"], "distractors", "no tool is offered that isn't needed"),
        ("single", ["kind"], "no suitable tool", "a tool is called though none serves"),
        ("single", ["offered"], ["fly"], "the world has no tool fly"),
        ("single", ["steps"], [], "nothing is called"),
        ("single", ["goal", "wants", 0, "facts"], {}, "isn't what the goal says"),
        ("single", ["messages"], [], "the call of each step"),
        ("single", ["messages", 3, "act"], "decline", "at the end"),
        ("single", ["messages", 0, "act"], "inform", "the user doesn't begin"),
        ("nested", ["steps", 2, "turn"], 1, "comes from no result of an earlier turn"),
        ("sequential", ["steps", 1, "sources"], {}, "come from nowhere"),
        ("parallel", ["steps", 1, "turn"], 1, "it isn't several calls in one turn"),
        ("distractors", ["kind"], "single", "other tools are offered"),
        ("sequential", ["steps", 1, "turn"], 0, "no later call takes a value"),
        ("sequential", ["steps", 0, "turn"], 9, "aren't in the order of their turns"),
        ("nested", ["goal", "wants", 0, "computed"], [], "nobody wants `agreed_price`"),
        ("nested", ["steps", 1, "arguments", "expression"], "1+1", "answered otherwise"),
        ("follow-up", ["messages", 4, "act"], "inform", "nothing that was done before is asked for"),
        ("follow-up", ["messages", 4, "facts"], [{"days": 99}], "isn't what the goal says"),
        ("missing argument", ["messages", 1, "asks"], ["colour"], "no argument that the schema demands"),
        ("error and recovery", ["messages", 4, "facts"], [{}], "isn't what the goal says"),
        ("no suitable tool", ["offered"], [], "no tool is offered"),
    ],
)
def test_tampering_is_named(hire: World, kind: Kind, path: list[str | int], value: Any, said: str) -> None:
    blueprint = draw_blueprint(hire, kind, 11, 2)
    assert fault(hire, blueprint) == ""
    assert said in fault(hire, tampered(blueprint, path, value))


def test_what_might_serve_is_not_offered(hire: World) -> None:
    blueprint = draw_blueprint(hire, "no suitable tool", 11, 2)
    wanted = blueprint.goal.wants[0].tool
    assert wanted not in blueprint.offered
    said = fault(hire, tampered(blueprint, ["offered"], [*blueprint.offered, wanted]))
    assert said == f"{wanted} might serve"


def test_a_value_that_the_user_could_not_know_is_named(hire: World) -> None:
    """The key of a record that was to be looked up, told as if it had come from elsewhere in the result."""
    blueprint = draw_blueprint(hire, "sequential", 11, 2)
    ((argument, _),) = [(name, one) for name, one in blueprint.steps[1].sources.items() if one.by == "result"]
    place: list[str | int] = ["steps", 1, "sources", argument]
    by_user = tampered(blueprint, place, {"by": "user", "number": 0, "path": []})
    assert fault(hire, by_user) in (f"`{argument}` of call 1 was not told before", *TAKEN)
    elsewhere = tampered(blueprint, [*place, "path"], ["nowhere"])
    assert fault(hire, elsewhere) == f"`{argument}` of call 1 isn't what the earlier result says"


TAKEN = ("no later call takes a value of an earlier result",)


def test_another_world_is_noticed(hire: World) -> None:
    blueprint = draw_blueprint(hire, "single", 11, 2)
    rows = hire.collections["bikes"].rows[:-1]
    fewer = World(
        hire.tools,
        hire.operations,
        {**hire.collections, "bikes": hire.collections["bikes"].model_copy(update={"rows": rows})},
        hire.real,
        hire.computed,
    )
    assert fault(fewer, blueprint) == "the state at the end is another one"
