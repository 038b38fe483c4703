"""A JSON schema of a row as it goes over the wire, and a value on its way back.

Strict structured output takes a part of JSON Schema only (OpenAI, «Structured model outputs», Supported
schemas); the rest stands in the prompt and is checked by `record_schema.py`."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from seedbed.tools.checks.asked import answer_schema
from seedbed.tools.checks.normal import kinds_of
from seedbed.tools.verification.record_schema import broken

_WIRE = frozenset(
    """type enum const properties required items anyOf $ref description pattern format minimum maximum
    exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems""".split()
)
"""What endpoints with strict structured output take."""
_FORMATS = frozenset({"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"})
"""Of formats they refuse any other."""
_TYPES: Mapping[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}


def wire_schema(title: str, properties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The schema of an answer with such properties as strict structured output takes it.

    Every object is closed and every property required, where an optional one may be null; definitions stand
    at the root, under names that begin with the property's (no property has a hyphen)."""
    definitions = {
        f"{name}-{inner}": _strict(node, name)
        for name, schema in properties.items()
        for inner, node in schema.get("$defs", {}).items()
    }
    whole = answer_schema(title, {name: _strict(schema, name) for name, schema in properties.items()})
    return whole | ({"$defs": definitions} if definitions else {})


def _strict(node: Any, within: str) -> Any:
    if not isinstance(node, Mapping):
        return {}
    node = _merged(node)
    kept: dict[str, Any] = {key: value for key, value in node.items() if key in _WIRE}
    if kept.get("format", "") not in _FORMATS:
        kept.pop("format", None)
    values = kept.get("enum", [kept["const"]] if "const" in kept else [])
    if values and "type" not in kept:
        types = [*dict.fromkeys(_TYPES.get(type(one), "null" if one is None else "object") for one in values)]
        kept["type"] = types[0] if len(types) == 1 else types
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
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
        kept["type"] = node.get("type", "object")
    return kept


def is_strict(node: Any) -> bool:
    """Whether strict structured output takes a schema: each value has a type, each object is closed and all
    of its properties are required. Of an object whose properties nobody named, say, it doesn't."""
    if not isinstance(node, Mapping):
        return False
    within = [*node.get("anyOf", ()), *node.get("$defs", {}).values()]
    kinds = kinds_of(node)
    if "object" in kinds:
        properties = node.get("properties", {})
        closed = node.get("additionalProperties") is False and node.get("required") == [*properties]
        return closed and all(map(is_strict, (*properties.values(), *within)))
    if "array" in kinds:
        within.append(node.get("items"))
    return bool(node.keys() & {"type", "anyOf", "$ref"}) and all(map(is_strict, within))


def from_wire(value: Any, schema: Mapping[str, Any]) -> Any:
    """A value as its own schema takes it: without nulls that stand for optional properties on the wire."""
    places = [*_nulls(broken(value, schema))] if isinstance(value, (dict, list)) else []
    value = deepcopy(value) if places else value
    for *path, name in places:
        inner = value
        for step in path:
            inner = inner[step]
        inner.pop(name, None)
    return value


def _nulls(faults: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """The places of properties that are null where their schema takes none."""
    for fault in faults:
        place = tuple(getattr(fault, "absolute_path", ()))
        if place and fault.instance is None and isinstance(place[-1], str):
            yield place
        yield from _nulls(getattr(fault, "context", None) or ())


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
