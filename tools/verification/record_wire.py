"""A user's JSON schema of a row as it goes over the wire, and the way back.

Strict structured output takes a part of JSON Schema only; the rest stands in the prompt and is checked by
`record_schema.py`.
"""

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


def wire_schema(schema: Mapping[str, Any], title: str, field: str) -> dict[str, Any]:
    """The schema as strict structured output takes it: an object `title` with the row under `field`.

    Every object closed, every property required; an optional one may be null (`without_nulls` undoes that).
    """
    wrapped: dict[str, Any] = {
        "title": title,
        "type": "object",
        "properties": {field: _strict({key: value for key, value in schema.items() if key != "$defs"})},
        "required": [field],
        "additionalProperties": False,
    }
    if definitions := schema.get("$defs"):
        wrapped["$defs"] = {name: _strict(node) for name, node in definitions.items()}
    return wrapped


def _strict(node: Any) -> Any:
    if not isinstance(node, Mapping):
        return {}
    node = _merged(node)
    kept: dict[str, Any] = {key: value for key, value in node.items() if key in _WIRE}
    if kept.get("format") == CALCULATION:
        del kept["format"]  # ours alone: endpoints refuse formats that they don't know
    if "items" in kept:
        kept["items"] = _strict(kept["items"])
    if choices := [*node.get("anyOf", ()), *node.get("oneOf", ())]:
        kept["anyOf"] = [_strict(choice) for choice in choices]
    if "properties" in kept:
        required = set(node.get("required", ()))
        kept["properties"] = {
            name: _strict(child) if name in required else {"anyOf": [_strict(child), {"type": "null"}]}
            for name, child in kept["properties"].items()
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
