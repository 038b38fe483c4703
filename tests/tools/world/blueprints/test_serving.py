"""Which tools would do what another one does."""

from typing import Any

import pytest

from seedbed.tools.verification.toolcalls.tools import read_tools
from seedbed.tools.world.blueprints.serving import does_as_well, might_serve
from seedbed.tools.world.operations import Collection, Operation
from seedbed.tools.world.world import World

TOOLS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "get": (["id"], {"does": "get", "in": "things"}),
    "find": (["size", "status"], {"does": "find", "in": "things"}),
    "find_all": (["id", "size", "state"], {"does": "find", "in": "things", "fields": {"state": "status"}}),
    "change": (["id", "status", "size"], {"does": "update", "in": "things"}),
    "close": (["id"], {"does": "update", "in": "things", "set": {"status": "closed"}}),
    "open": (["id"], {"does": "update", "in": "things", "set": {"status": "open"}}),
    "drop": (["id"], {"does": "delete", "in": "things"}),
    "make": (["size"], {"does": "create", "in": "things"}),
    "make_other": (["size"], {"does": "create", "in": "others"}),
}


@pytest.fixture(scope="module")
def world() -> World:
    raw = [
        {"name": n, "parameters": {"properties": {a: {} for a in given}}} for n, (given, _) in TOOLS.items()
    ]
    raw += [{"name": "compute"}, {"name": "compute_too"}]
    return World(
        {tool.name: tool for tool in read_tools(raw)},
        {name: Operation.model_validate(does) for name, (_, does) in TOOLS.items()},
        {"things": Collection(key="id"), "others": Collection(key="id")},
        {"compute": lambda given: 1, "compute_too": lambda given: 1},
    )


@pytest.mark.parametrize(
    ("wanted", "arguments", "others"),
    [
        ("get", {"id": "1"}, {"find_all"}),
        ("find", {"size": 1}, {"find_all"}),
        ("find_all", {"state": 1}, {"find"}),
        ("find_all", {"id": 1}, {"get"}),
        ("close", {"id": 1}, {"change"}),
        ("change", {"id": 1, "status": "closed"}, {"close"}),
        ("change", {"id": 1, "status": "closed", "size": 2}, set()),
        ("drop", {"id": 1}, set()),
        ("make", {"size": 1}, set()),
        ("compute", {}, set()),
    ],
)
def test_tools_that_would_do_as_well(
    world: World, wanted: str, arguments: dict[str, Any], others: set[str]
) -> None:
    assert {name for name in world.tools if does_as_well(world, name, wanted, arguments)} == others


def test_tools_that_might_serve(world: World) -> None:
    def some(wanted: str) -> set[str]:
        return {name for name in world.tools if might_serve(world, name, wanted)}

    assert some("get") == {"get", "find", "find_all"}
    assert some("drop") == {"change", "close", "open", "drop"}
    assert some("make") == {"make"} and some("compute") == {"compute", "compute_too"}
