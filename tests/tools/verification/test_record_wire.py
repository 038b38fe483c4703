"""A user's schema on the wire, and a row on its way back."""

import json
from typing import Any

import pytest

from seedbed.tools.verification.record_wire import from_wire, is_strict, wire_schema

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "format": "iri", "minLength": 3, "description": "who"},
        "age": {"type": ["integer", "null"], "minimum": 0},
        "pets": {"type": "array", "items": {"$ref": "#/$defs/pet"}},
        "kind": {"oneOf": [{"const": "a"}, {"const": "b"}]},
    },
    "required": ["name", "kind"],
    "$defs": {
        "pet": {
            "allOf": [{"properties": {"legs": {"type": "integer"}}, "required": ["legs"]}],
            "type": "object",
            "properties": {"call": {"type": "string"}},
        }
    },
}

OR_NULL: dict[str, Any] = {
    "type": ["object", "null"],
    "properties": {"of": {"type": ["array", "null"], "items": {"type": "string"}}},
    "required": ["of"],
}


def _objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for child in node for found in _objects(child)]
    if not isinstance(node, dict):
        return []
    here = [node] if isinstance(node.get("properties"), dict) else []
    return here + [found for child in node.values() for found in _objects(child)]


def test_every_object_is_closed_and_every_property_required() -> None:
    wire = wire_schema("write_record", {"record": SCHEMA})
    assert wire["title"] == "write_record"
    for node in _objects(wire):
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])


def test_what_strict_output_does_not_take_is_left_out_and_alternatives_stay() -> None:
    record = wire_schema("write_record", {"record": SCHEMA})["properties"]["record"]
    assert record["properties"]["name"] == {"type": "string", "description": "who"}
    kinds = [{"const": value, "type": "string"} for value in "ab"]
    assert record["properties"]["kind"] == {"anyOf": kinds}


def test_definitions_move_to_the_root_where_references_look_for_them() -> None:
    wire = wire_schema("write_record", {"record": SCHEMA})
    assert "$defs" not in wire["properties"]["record"]
    assert set(wire["$defs"]["record-pet"]["properties"]) == {"call", "legs"}
    assert '"#/$defs/record-pet"' in json.dumps(wire["properties"])


def test_definitions_of_two_fields_are_never_one() -> None:
    fields: dict[str, Any] = {"a": {"$defs": {"b_c": {"const": 1}}}, "a_b": {"$defs": {"c": {"const": 2}}}}
    assert [one["const"] for one in wire_schema("x", fields)["$defs"].values()] == [1, 2]


@pytest.mark.parametrize(
    ("schema", "sent"),
    [
        ({"enum": ["A", "B"]}, {"enum": ["A", "B"], "type": "string"}),
        ({"enum": [1, 2.5, None]}, {"enum": [1, 2.5, None], "type": ["integer", "number", "null"]}),
        ({"const": True}, {"const": True, "type": "boolean"}),
        ({"type": "string", "format": "uri"}, {"type": "string"}),
        ({"type": "string", "format": "date"}, {"type": "string", "format": "date"}),
        (OR_NULL, OR_NULL | {"additionalProperties": False}),
    ],
)
def test_values_have_their_types_and_formats_are_those_that_endpoints_know(schema: Any, sent: Any) -> None:
    wire = wire_schema("x", {"field": schema})
    assert (wire["properties"]["field"], is_strict(wire)) == (sent, True)


@pytest.mark.parametrize(
    "field",
    [
        {"type": "object"},
        {"type": "array", "items": {"type": "object"}},
        {"anyOf": [{"type": "object"}, {"type": "null"}]},
        {"type": "array"},
        {"type": ["object", "null"]},
        {"type": ["array", "null"]},
        {},
        {"$ref": "#/$defs/free", "$defs": {"free": {}}},
    ],
)
def test_what_has_no_type_or_is_open_is_not_asked_for_strictly(field: Any) -> None:
    assert is_strict(wire_schema("x", {"record": SCHEMA}))
    assert not is_strict(wire_schema("x", {"record": SCHEMA, "field": field}))


def test_a_null_for_an_optional_property_is_none_on_its_way_back() -> None:
    value = {"name": "1 + 1 = 2", "age": None, "pets": [{"legs": 4, "call": None}], "kind": "a"}
    assert from_wire(value, SCHEMA) == {**value, "pets": [{"legs": 4}]}
    nullable = {"anyOf": [SCHEMA, {"type": "null"}]}
    assert from_wire({**value, "pets": None}, nullable) == {"name": "1 + 1 = 2", "age": None, "kind": "a"}
    assert [from_wire(same, nullable) for same in (None, "a", 3)] == [None, "a", 3]
