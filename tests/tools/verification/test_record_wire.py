"""A user's schema on the wire, and a row on its way back."""

import json
from typing import Any

from seedbed.tools.verification.record_wire import wire_schema

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "format": "calculation", "minLength": 3, "description": "who"},
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
    assert record["properties"]["kind"] == {"anyOf": [{"const": "a"}, {"const": "b"}]}


def test_definitions_move_to_the_root_where_references_look_for_them() -> None:
    wire = wire_schema("write_record", {"record": SCHEMA})
    assert "$defs" not in wire["properties"]["record"]
    assert set(wire["$defs"]["record-pet"]["properties"]) == {"call", "legs"}
    assert '"#/$defs/record-pet"' in json.dumps(wire["properties"])


def test_definitions_of_two_fields_are_never_one() -> None:
    fields: dict[str, Any] = {"a": {"$defs": {"b_c": {"const": 1}}}, "a_b": {"$defs": {"c": {"const": 2}}}}
    assert [one["const"] for one in wire_schema("x", fields)["$defs"].values()] == [1, 2]
