"""Worlds of every sort, also hostile ones: recursive schemas, records that lack fields, empty collections."""

from typing import Any

from hypothesis import strategies as st

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls.tools import read_tools
from seedbed.tools.world.operations import Collection, Operation
from seedbed.tools.world.world import World

_RECURSIVE: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"$ref": "#/$defs/n"}, "node": {"$ref": "#/$defs/n"}, "id": {"type": "string"}},
    "required": ["node"],
    "$defs": {
        "n": {
            "type": "object",
            "properties": {name: {"$ref": "#/$defs/n"} for name in "abcdefgh"},
            "required": [*"abcdefgh"],
        }
    },
}
_SCHEMAS: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "string", "enum": ["x", "y"]},
    {"type": "string", "pattern": "^[a-z]{3}$"},
    {"type": "string", "format": "date"},
    {"type": "integer", "minimum": 3, "maximum": 2},
    {"type": "integer", "minimum": 1, "maximum": 9},
    {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
    {"type": "number", "minimum": 1e308},
    {"type": ["null", "boolean"]},
    {"type": "array", "items": {"type": "integer"}, "minItems": 10**9},
    {"type": "array", "items": {"type": "integer"}, "uniqueItems": True},
    {"anyOf": [{"type": "null"}, {"type": "object"}]},
    {"not": {}},
    {},
)
_VALUES = st.one_of(st.none(), st.sampled_from(["x", "abc", "2026-01-01", 4, 0.5, True]), st.just([1, 2]))
_NAMES = ("id", "other_id", "size", "day")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """One to four tools on two collections."""
    tools, operations = {}, {}
    for number in range(draw(st.integers(1, 4))):
        name = f"tool_{number}"
        operation = {
            "does": draw(st.sampled_from(["create", "get", "find", "update", "delete"])),
            "in": draw(st.sampled_from(["things", "others"])),
            "set": draw(st.sampled_from([{}, {"size": "x"}])),
            "only_if": draw(st.sampled_from([{}, {"size": "x"}])),
            "needs": draw(st.sampled_from([{}, {"others": "other_id"}])),
            "needs_fields": draw(st.sampled_from([{}, {"others": {"day": 4}}])),
            "returns": draw(st.sampled_from([(), ("size",)])),
        }
        if draw(st.integers(0, 9)):
            names = draw(st.lists(st.sampled_from(_NAMES), unique=True))
            schema: dict[str, Any] = {
                "type": "object",
                "properties": {one: draw(st.sampled_from(_SCHEMAS)) for one in names},
                "required": draw(st.lists(st.sampled_from(_NAMES), max_size=2, unique=True)),
            }
        else:
            schema = _RECURSIVE
        (tools[name],) = read_tools({"name": name, "parameters": schema})
        operations[name] = Operation.model_validate(operation)
    collections = {
        "things": Collection(key="id", prefix="T", rows=draw(_rows("id"))),
        "others": Collection(key="other_id", rows=draw(_rows("other_id"))),
    }
    try:
        return World(tools, operations, collections)
    except UserFault as fault:
        raise AssertionError(f"this is a world: {fault}") from fault


@st.composite
def _rows(draw: st.DrawFn, key: str) -> tuple[dict[str, Any], ...]:
    keys = draw(st.lists(st.sampled_from(["x", "abc", "T1", 4]), max_size=3, unique=True))
    others = [name for name in _NAMES if name != key]
    return tuple(
        {key: one, **draw(st.dictionaries(st.sampled_from(others), _VALUES, max_size=3))} for one in keys
    )
