"""Tools by their schemas, in the shapes in which people have them, as one value.

OpenAI's `{"type": "function", "function": {…}}`, a function alone, and the dialect of BFCL and Gorilla
(`dict`, `float`, `tuple`, `any` for types; Patil et al. 2023). Arguments that a schema doesn't name are
refused unless it says that there may be others: a call with an argument of its own invention is wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.record_schema import check_schema
from seedbed.tools.verification.toolcalls.calls import loads

MOST_TOOLS = 500
_TYPES = {"dict": "object", "float": "number", "double": "number", "int": "integer", "tuple": "array"}
_TYPES |= {"str": "string", "bool": "boolean", "list": "array"}
_NAMED = ("properties", "$defs", "definitions")
_JOINED = ("allOf", "anyOf", "oneOf", "$ref", "if")
"""Where an object's properties may stand elsewhere, so that closing it would refuse them."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that may be called."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON schema of its arguments: an object."""


def read_tools(given: Any, where: str = "tools", places: Sequence[str] = ()) -> tuple[Tool, ...]:
    """Tools as they were given: a list (or JSON text of one) in one of the shapes above. `places`: where each
    of them stands, for faults; empty: by its number. Raises UserFault: not a list of functions, a name twice,
    or a schema that is none; names the tool and the place."""
    if isinstance(given, str):
        try:
            given = loads(given)
        except ValueError as fault:
            raise UserFault(f"not JSON: {fault}", where=where, next_step="give a list of tools") from fault
    if isinstance(given, Mapping):
        given = [given]
    if not isinstance(given, Sequence) or not 0 < len(given) <= MOST_TOOLS:
        said = f"not a list of 1 to {MOST_TOOLS} tools"
        raise UserFault(said, where=where, next_step='[{"name": …, "parameters": {…}}]')
    places = places or [f"{where}.{number}" for number in range(len(given))]
    tools = tuple(_tool(one, place) for one, place in zip(given, places, strict=True))
    (name, times), *_ = Counter(tool.name for tool in tools).most_common(1)
    if times > 1:
        raise UserFault(f"two tools are called {name!r}", where=where, next_step="name them apart")
    return tools


def _tool(given: Any, where: str) -> Tool:
    inner = given.get("function", given) if isinstance(given, Mapping) else None
    name = inner.get("name") if isinstance(inner, Mapping) else None
    if not isinstance(inner, Mapping) or not isinstance(name, str) or not name.strip():
        raise UserFault("a tool without a name", where=where, next_step='{"name": …, "parameters": {…}}')
    described = inner.get("description")
    schema = inner.get("parameters", inner.get("input_schema"))
    parameters = _plain({"type": "object", "properties": {}} if schema is None else schema)
    if not isinstance(parameters, dict) or parameters.setdefault("type", "object") != "object":
        said = f"the parameters of the tool {name!r} are no JSON schema of an object"
        raise UserFault(said, where=where, next_step='{"type": "object", "properties": {…}}')
    check_schema(parameters, f"{where} ({name})")
    return Tool(name, described if isinstance(described, str) else "", parameters)


def _plain(node: Any) -> Any:
    """A schema in JSON Schema's own words, its objects closed."""
    if isinstance(node, list):
        return [_plain(child) for child in node]
    if not isinstance(node, Mapping):
        return node
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key == "optional" and isinstance(value, bool):
            continue
        if key in _NAMED and isinstance(value, Mapping):
            made[key] = {name: _plain(child) for name, child in value.items()}
        elif key in ("enum", "const", "default", "examples", "required"):
            made[key] = value
        elif key == "type" and isinstance(value, str):
            if value != "any":
                made[key] = _TYPES.get(value, value)
        else:
            made[key] = _plain(value)
    if isinstance(made.get("properties"), dict) and not any(key in made for key in _JOINED):
        made.setdefault("additionalProperties", False)
    return made
