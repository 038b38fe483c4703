"""A blueprint that is of another world, or whose calls serve no goal, doesn't hold."""

from typing import Any

import pytest

from seedbed.tools.world.blueprints.blueprint import Blueprint, Kind
from seedbed.tools.world.blueprints.drawing import draw_blueprint
from seedbed.tools.world.blueprints.validation import fault
from seedbed.tools.world.world import World


@pytest.mark.parametrize(
    ("kind", "path", "value", "said"),
    [
        ("single", ["end"], "0" * 64, "the state at the end is another one"),
        ("single", ["steps", 0, "value"], {"bike_id": "B99"}, "answered otherwise"),
        ("sequential", ["kind"], "error and recovery", "the first call doesn't fail"),
        ("follow-up", ["goal", "changes"], {}, "changes nothing"),
        ("error and recovery", ["kind"], "sequential", "a call fails"),
    ],
)
def test_what_does_not_hold_is_named(
    hire: World, kind: Kind, path: list[str | int], value: Any, said: str
) -> None:
    blueprint = draw_blueprint(hire, kind, 11, 2)
    assert fault(hire, blueprint) == ""
    plain = blueprint.model_dump(mode="json")
    inner: Any = plain
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    assert said in fault(hire, Blueprint.model_validate(plain))


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
