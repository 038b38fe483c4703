"""Tools as JSON schemas, calls of them as models and datasets write them, and whether a call may be made.

Tools and calls are each read as one value from the shapes in which people have them. A call's arguments are
data and are parsed strictly."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import nearest
from seedbed.tools.verification.record_schema import broken, check_schema
from seedbed.tools.verification.row_source import once

MOST_CALLS = 1_000
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Call:
    """One call."""

    name: str
    arguments: Mapping[str, Any]
    fault: str = ""
    """Why it can't be read as a call; empty: it can."""
    id: str = ""
    """Names it within a talk."""


def read_calls(given: Any) -> tuple[Call, ...] | str:
    """The calls, or in a line why there are none: not a list, or not JSON."""
    if isinstance(given, str):
        try:
            given = loads(given)
        except ValueError as fault:
            return f"`calls` is not JSON: {fault}"
    if isinstance(given, Mapping):
        given = [given]
    if not isinstance(given, (list, tuple)):
        return "`calls` is not a list of calls"
    if len(given) > MOST_CALLS:
        return f"more than {MOST_CALLS:,} calls in a row"
    return tuple(read_call(one) for one in given)


def read_call(given: Any) -> Call:
    """One call, with what is wrong with its form: `{"name": …, "arguments": {…} or JSON text}`, OpenAI's
    `{"function": {"name": …, "arguments": "…"}}`, or `{"NAME": {…}}`."""
    if not isinstance(given, Mapping):
        return Call("", {}, "a call is an object with a name and arguments")
    inner = given.get("function") if isinstance(given.get("function"), Mapping) else given
    assert isinstance(inner, Mapping)
    if "name" not in inner and len(inner) == 1:
        ((name, arguments),) = inner.items()
    else:
        name, arguments = inner.get("name"), inner.get("arguments", inner.get("parameters", {}))
    if not isinstance(name, str) or not name:
        return Call("", {}, "a call without the name of a function")
    if isinstance(arguments, str):
        try:
            arguments = loads(arguments) if arguments.strip() else {}
        except ValueError as fault:
            return Call(name, {}, f"the arguments are not JSON: {fault}")
    if not isinstance(arguments, Mapping):
        return Call(name, {}, "the arguments are not an object")
    return Call(name, arguments)


def loads(text: str) -> Any:
    """JSON without what JSON has not: NaN, infinities, a key twice, half a character. Raises ValueError: it
    isn't such JSON."""

    def none(word: str) -> Any:
        raise ValueError(f"{word} is no JSON number")

    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=none)
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError as fault:
        raise ValueError("nested too deep") from fault
    except UnicodeEncodeError as fault:
        raise ValueError("it holds half a character (a lone surrogate)") from fault
    return value


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
    """Tools as they were given: a list (or JSON text of one). `places`: where each of them stands, for
    faults; empty: by its number. Raises UserFault: not a list of functions, a name twice, or a schema that is
    none; names the tool and the place.

    Read are OpenAI's `{"type": "function", "function": {…}}`, a function alone, and the dialect of BFCL and
    Gorilla (`dict`, `float`, `tuple`, `any` for types; Patil et al. 2023). Arguments that a schema doesn't
    name are refused unless it says that there may be others: a call with one of its own invention is wrong.
    """
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
    schema = _schema_of(inner)
    parameters = _plain({"type": "object", "properties": {}} if schema is None else schema)
    if not isinstance(parameters, dict) or parameters.setdefault("type", "object") != "object":
        said = f"the parameters of the tool {name!r} are no JSON schema of an object"
        raise UserFault(said, where=where, next_step='{"type": "object", "properties": {…}}')
    check_schema(parameters, f"{where} ({name})")
    return Tool(name, described if isinstance(described, str) else "", parameters)


def as_given(tool: Tool, given: Mapping[str, Any]) -> dict[str, Any]:
    """A tool as a row holds it, its schema letter by letter as it was given, where that is JSON Schema."""
    schema = _schema_of(given.get("function", given))
    try:
        check_schema(schema, tool.name)
    except UserFault:  # none, or a dialect
        schema = tool.parameters
    return {"name": tool.name, "description": tool.description, "parameters": schema}


def _schema_of(function: Mapping[str, Any]) -> Any:
    """As OpenAI, Anthropic and MCP call it."""
    names = ("parameters", "input_schema", "inputSchema")
    return next((function[name] for name in names if name in function), None)


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


_ORDER = ("malformed", "missing argument", "unknown argument", "wrong type", "value not allowed")
_KEYWORDS: Mapping[str, str] = {
    "required": "missing argument",
    "dependentRequired": "missing argument",
    "additionalProperties": "unknown argument",
}
"""Keyword of the schema that a call breaks → what is wrong; any other but types bounds values."""
_LONGEST = 80


def check_call(tools: Mapping[str, Tool], call: Call) -> tuple[str, str]:
    """(defect, reason) of one call held against tools by name: the function exists, and the arguments keep
    the schema of its parameters (JSON Schema Draft 2020-12, `record_schema.py`). Both are empty where nothing
    is wrong.

    The defect, `unknown function` or one of _ORDER, is that first found, in the order in which a caller would
    mend it: function, form, missing arguments, arguments of its own invention, types, values."""
    if not call.name:
        return "malformed", call.fault
    if call.name not in tools:
        meant = nearest(call.name, tuple(tools))
        there = f"there are {_listed(tools)}" if tools else "there are no tools"
        hint = f"the nearest is {meant}" if meant else there
        return "unknown function", f"there is no function {_short(call.name)!r}; {hint}"
    if call.fault:
        return "malformed", f"`{call.name}`: {call.fault}"
    found = sorted(_faults(tools[call.name], call), key=lambda fault: _ORDER.index(fault[0]))
    if not found:
        return "", ""
    defect, said = found[0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return defect, f"`{call.name}`: {said}{more}"


def _faults(tool: Tool, call: Call) -> Iterator[tuple[str, str]]:
    for error in broken(dict(call.arguments), tool.parameters):
        if isinstance(error, str):
            yield "malformed", error
            continue
        defect = "wrong type" if _types(error) else _KEYWORDS.get(error.validator, "value not allowed")
        place = ".".join(str(step) for step in error.absolute_path)
        yield defect, _said(defect, place, error)


def _said(defect: str, place: str, error: Any) -> str:
    inside = f" of `{place}`" if place else ""
    if defect == "missing argument":
        wanted = error.validator_value
        if isinstance(wanted, Mapping):  # what others need beside them
            wanted = [name for key in wanted if key in error.instance for name in wanted[key]]
        missing = [name for name in wanted if name not in error.instance]
        return f"the required argument {_listed(missing)}{inside} is missing"
    if defect == "unknown argument":
        known = error.schema.get("properties", {})
        strange = [name for name in error.instance if name not in known]
        there = f"there are {_listed(known)}" if known else "it takes none"
        return f"there is no argument {_listed(strange)}{inside}; {there}"
    if defect == "wrong type":
        wanted = " or ".join(dict.fromkeys(_types(error)))
        return f"`{place}` is {_kind(error.instance)}, not of type {wanted}"
    if error.validator == "enum":
        there = repr(error.instance) if isinstance(error.instance, str) else _json(error.instance)
        return f"`{place}` is {_short(there)}, not one of {_listed(map(_json, error.validator_value))}"
    return f"`{place}`: {error.message[:200]}"


def _types(error: Any) -> list[str]:
    """The types of which a value has none, if that alone is wrong, also with each of several schemas."""
    found = error.context or [error]
    if any(one.validator != "type" or one.absolute_path != error.absolute_path for one in found):
        return []
    named = [one.validator_value for one in found]
    return [kind for one in named for kind in ([one] if isinstance(one, str) else one)]


def _kind(value: Any) -> str:
    kinds = {str: "a string", bool: "a boolean", int: "a whole number", float: "a number", list: "a list"}
    return kinds.get(type(value), "null" if value is None else "an object")


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _listed(names: Any) -> str:
    shown = [_short(str(name)) for name in names]
    return ", ".join(f"`{name}`" for name in shown[:8]) + (", …" if len(shown) > 8 else "")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
