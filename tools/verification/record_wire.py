"""A user's JSON schema of a row as it goes over the wire, and the way back.

Strict structured output takes a part of JSON Schema only; the rest stands in the prompt and is checked by
`record_schema.py`."""

from collections.abc import Mapping
from typing import Any

from seedbed.tools.verification.record_schema import CALCULATION

_WIRE = frozenset(
    {
        *("type", "enum", "const", "properties", "required", "items", "anyOf", "$ref", "description"),
        *("pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("minItems", "maxItems"),
    }
)
"""What endpoints with strict structured output take."""


def wire_schema(title: str, properties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The schema of an answer with such properties as strict structured output takes it.

    Every object is closed and every property required, where an optional one may be null; definitions stand
    at the root, under names that begin with the property's (no property has a hyphen)."""
    definitions = {
        f"{name}-{inner}": _strict(node, name)
        for name, schema in properties.items()
        for inner, node in schema.get("$defs", {}).items()
    }
    return {
        "title": title,
        "type": "object",
        "properties": {name: _strict(schema, name) for name, schema in properties.items()},
        "required": list(properties),
        "additionalProperties": False,
        **({"$defs": definitions} if definitions else {}),
    }


def _strict(node: Any, within: str) -> Any:
    if not isinstance(node, Mapping):
        return {}
    node = _merged(node)
    kept: dict[str, Any] = {key: value for key, value in node.items() if key in _WIRE}
    if kept.get("format") == CALCULATION:
        del kept["format"]  # ours alone: endpoints refuse formats that they don't know
    if "items" in kept:
        kept["items"] = _strict(kept["items"], within)
    if "$ref" in kept:
        kept["$ref"] = f"#/$defs/{within}-{kept['$ref'].removeprefix('#/$defs/')}"
    if choices := [*node.get("anyOf", ()), *node.get("oneOf", ())]:
        kept["anyOf"] = [_strict(choice, within) for choice in choices]
    if "properties" in kept:
        required = set(node.get("required", ()))
        kept["properties"] = {
            name: made if name in required else {"anyOf": [made, {"type": "null"}]}
            for name, child in kept["properties"].items()
            for made in [_strict(child, within)]
        }
        kept |= {"type": "object", "required": list(kept["properties"]), "additionalProperties": False}
    return kept


def _merged(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node with its `allOf` folded in, one level: properties and required are united."""
    result = dict(node)
    for part in result.pop("allOf", ()):
        if isinstance(part, Mapping):
            both = {
                "properties": {**result.get("properties", {}), **part.get("properties", {})},
                "required": [*result.get("required", ()), *part.get("required", ())],
            }
            result = {**part, **result, **{key: value for key, value in both.items() if value}}
    return result
