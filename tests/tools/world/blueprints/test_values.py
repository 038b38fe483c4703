"""Values that keep their schema and mean something; what can't be drawn says what is missing."""

from random import Random
from typing import Any

import pytest

from seedbed.tools.verification.record_schema import keeps
from seedbed.tools.world.blueprints.values import Undrawable, drawn

TREE: dict[str, Any] = {
    "type": "object",
    "properties": {"name": {"type": "string", "enum": ["a"]}, "next": {"$ref": "#/$defs/node"}},
    "required": ["name"],
}


@pytest.mark.parametrize(
    ("schema", "held", "allowed"),
    [
        ({"enum": [1, 2]}, [], {1, 2}),
        ({"const": "x"}, [], {"x"}),
        ({"type": "string", "examples": ["p", "q"]}, ["r"], {"p", "q"}),
        ({"type": "string"}, ["r", 3, None], {"r"}),
        ({"type": "string", "default": "d"}, [], {"d"}),
        ({"type": "integer", "minimum": 3, "exclusiveMaximum": 5}, [], {3, 4}),
        ({"type": "integer", "minimum": 1}, [], set(range(1, 12))),
        ({"type": "integer"}, [], set(range(1, 101))),
        ({"type": "number"}, [2.5, "x"], {2.5}),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 1, "multipleOf": 0.5}, [], {0.5, 1.0}),
        ({"type": ["null", "boolean"]}, [], {True, False}),
        ({"type": "null"}, [], {None}),
        ({"anyOf": [{"type": "null"}, {"type": "string"}, {"enum": ["z"]}]}, [], {"z"}),
    ],
)
def test_values_are_of_the_schema(schema: Any, held: list[Any], allowed: set[Any]) -> None:
    values = {drawn(schema, Random(number), held) for number in range(40)}
    assert values <= allowed and (len(values) > 1 or len(allowed) == 1)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "date"},
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "time"},
        {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 9}, "minItems": 2},
        {
            "type": "object",
            "properties": {"a": {"type": "boolean"}, "b": {"type": "string"}},
            "required": ["a"],
        },
        {**TREE, "$defs": {"node": TREE}},
    ],
)
def test_values_keep_the_schema(schema: Any) -> None:
    assert all(keeps(drawn(schema, Random(number)), schema, schema) for number in range(20))


WIDE = {name: {"$ref": "#/$defs/node"} for name in "abcdefghij"}


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "string"}, "nothing says what the text could be"),
        ({"type": "string", "pattern": "^x$", "default": "y"}, "doesn't keep the schema"),
        ({"type": "integer", "minimum": 3, "maximum": 2}, "no number lies within"),
        ({"type": "number", "minimum": 1e308}, "beyond what numbers can hold"),
        ({"type": "array", "items": {"type": "boolean"}, "minItems": 10**9}, "more than 20 items"),
        ({"type": "object"}, "its fields have no schema"),
        ({}, "names no type"),
        (False, "anything is allowed"),
        (
            {"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "properties": WIDE}}},
            "",
        ),
        (
            {
                "$ref": "#/$defs/node",
                "$defs": {"node": {"type": "object", "properties": WIDE, "required": list(WIDE)}},
            },
            "recursive or too large",
        ),
    ],
)
def test_what_cannot_be_drawn_says_what_is_missing(schema: Any, said: str) -> None:
    if not said:
        assert isinstance(drawn(schema, Random(1)), dict)
        return
    with pytest.raises(Undrawable, match=said):
        drawn(schema, Random(1))
