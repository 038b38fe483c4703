"""Fields of a row: what a shape says, as JSON schema; whose role is what.

string 15..280 · line · integer 0.. · number -1..1 · boolean · date · list 2..4 of line 1..80
each with `or null` and `as ROLE` after it; [one, of, these]; {a: map, of: shapes}; {schema: JSON Schema}
"""

import math
import re
from collections.abc import Mapping
from typing import Any, get_args

from seedbed.agent.recipes.validate import Faults, check_name, said
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import Path, nearest
from seedbed.memory.files.yaml_file import parse as parse_yaml
from seedbed.memory.recipe import Kind, RecipeField, RowRole, Value

_TEXT: dict[str, Any] = {"type": "string"}
_PLAIN: Mapping[str, dict[str, Any]] = {
    "string": _TEXT,
    "line": {"type": "string", "pattern": "^[^\\n]*$"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}
_LIMITS: Mapping[str, tuple[str, str]] = {
    "string": ("minLength", "maxLength"),
    "line": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
    "list": ("minItems", "maxItems"),
    "messages": ("minItems", "maxItems"),
}
_ROLES = get_args(RowRole)
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_RANGE = re.compile(rf"({_NUMBER})|({_NUMBER})?\.\.({_NUMBER})?")
_MOST = 1_000_000
_VALUES = 200
_DEEPEST = 6


def _object(properties: Mapping[str, Any], free: bool = False) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": dict(properties),
        **({} if free else {"additionalProperties": False}),
    }


_OFFSET = {"type": "integer", "minimum": 0}
_NAMED: Mapping[str, dict[str, Any]] = {
    "passage": _object({"source": _TEXT, "start": _OFFSET, "end": _OFFSET, "quote": _TEXT}),
    "file": _object({"path": {"type": "string", "minLength": 1}, "content": _TEXT}),
    "tool": _object(
        {"name": {"type": "string", "minLength": 1}, "parameters": {"type": "object"}}, free=True
    ),
    "call": _object({"name": {"type": "string", "minLength": 1}, "arguments": {"type": "object"}}),
}
_MESSAGE = _object({"role": {"type": "string", "minLength": 1}, "content": _TEXT}, free=True)
_KNOWN = (*_PLAIN, *_NAMED, "list", "messages")


class _Wrong(ValueError):
    """A shape that can't be read."""


def spelled(value: Value) -> str:
    """A value of an axis as a key of a recipe has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def typed(text: str) -> Value:
    """A key of a map as the value it stands for: numbers and truth values by YAML's core schema."""
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"[-+]?[0-9]{1,15}", text):
        return int(text)
    if re.fullmatch(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}", text):
        return float(text)
    return text


def fields(raw: Mapping[str, Any], faults: Faults) -> tuple[RecipeField, ...]:
    """The fields of the row, then those that are kept, with every fault noted."""
    row, keep = faults.part(raw, "row"), faults.part(raw, "keep")
    for name in keep:
        if name in row:
            faults.say(("keep", name), "is a field of the row too")
    read = [_field(("row", name), name, shape, False, faults) for name, shape in row.items()]
    beside = [_field(("keep", name), name, shape, True, faults) for name, shape in keep.items()]
    return (*_with_roles([one for one in read if one], faults), *(one[0] for one in beside if one))


def is_axis(one: RecipeField) -> bool:
    """Whether a field is dealt rather than written."""
    return not one.kept and one.kind in ("enum", "boolean")


def values_of(one: RecipeField) -> tuple[Value, ...]:
    """The values of a field that is an axis."""
    return (True, False) if one.kind == "boolean" else tuple(one.json_schema["enum"])


def _field(
    path: Path, name: str, shape: Any, kept: bool, faults: Faults
) -> tuple[RecipeField, RowRole | None] | None:
    if not check_name(path, name, faults) or shape is None:
        return None
    try:
        kind, schema, nullable, role = _read(shape, 0)
    except _Wrong as fault:
        faults.say(path, str(fault))
        return None
    whole = isinstance(shape, Mapping) and set(shape) == {"schema"}
    if whole or "schema" in str(shape):  # a person's own schema, the whole field's or one within
        for problem in _schema_faults(schema):
            faults.say((*path, "schema") if whole else path, problem)
    one = RecipeField(
        name=name,
        kind=kind,
        json_schema={"anyOf": [schema, {"type": "null"}]} if nullable else schema,
        role=role or "context",
        nullable=nullable,
        kept=kept,
    )
    return one, role


def _with_roles(read: list[tuple[RecipeField, RowRole | None]], faults: Faults) -> list[RecipeField]:
    """Axes are labels, messages messages; one other is text, two are prompt and response, more say it."""
    free = [(one, role) for one, role in read if not is_axis(one) and one.kind != "messages"]
    open_ = [one for one, role in free if role is None]
    roles: dict[str, RowRole] = {one.name: role for one, role in read if role}
    for one, role in read:
        if role is None and one not in open_:
            roles[one.name] = "messages" if one.kind == "messages" else "label"
    if len(free) > 2:
        for one in open_:
            if one.kind in ("object", "schema"):  # a map has no place to say it
                roles[one.name] = "context"
                continue
            faults.say(
                ("row", one.name),
                f"of {len(free)} fields each says its role: `as ROLE`, one of {', '.join(_ROLES)}",
            )
    elif len(open_) == 2:
        roles |= {open_[0].name: "prompt", open_[1].name: "response"}
    elif len(open_) == 1:
        other = next((role for one, role in free if role), None)
        roles[open_[0].name] = (
            "response" if other == "prompt" else "prompt" if other == "response" else "text"
        )
    return [one.model_copy(update={"role": roles.get(one.name, one.role)}) for one, _ in read]


# one shape -------------------------------------------------------------------------------------------------


def _read(shape: Any, depth: int) -> tuple[Kind, dict[str, Any], bool, RowRole | None]:
    """(kind, schema, whether it may be null, role)"""
    if depth > _DEEPEST:
        raise _Wrong("is nested too deeply")
    if isinstance(shape, list):
        return "enum", {"enum": _enum(shape)}, False, None
    if isinstance(shape, Mapping):
        if set(shape) == {"schema"}:
            if not isinstance(shape["schema"], Mapping):
                raise _Wrong("`schema` is a JSON Schema, a map")
            return "schema", dict(shape["schema"]), False, None
        return "object", _object({str(k): _inner(v, depth) for k, v in shape.items()}), False, None
    if not isinstance(shape, str):
        raise _Wrong(f"a shape is wanted (`string 1..200`, a list of values, a map), not {said(shape)}")
    rest, as_, role = shape.strip().rpartition(" as ")
    if not as_:
        rest, role = shape.strip(), ""
    elif role.strip() not in _ROLES:
        close = nearest(role, _ROLES)
        hint = f"did you mean `{close}`?" if close else f"allowed: {', '.join(_ROLES)}"
        raise _Wrong(f"unknown role `{role}`; {hint}")
    nullable = rest.endswith(" or null")
    kind, schema = _words(rest.removesuffix(" or null").strip(), depth)
    found: RowRole | None = next((one for one in _ROLES if one == role.strip()), None)
    return kind, schema, nullable, found


def _inner(shape: Any, depth: int) -> dict[str, Any]:
    """The schema of a shape within another."""
    kind, schema, nullable, role = _read(shape, depth + 1)
    if role:
        raise _Wrong("only a whole field has a role")
    if kind == "schema" and ("$defs" in schema or "$ref" in str(schema)):
        raise _Wrong("only the schema of a whole field may have `$defs` and `$ref`")
    return {"anyOf": [schema, {"type": "null"}]} if nullable else schema


def _words(text: str, depth: int) -> tuple[Kind, dict[str, Any]]:
    """A shape in words."""
    if text.startswith("{"):
        return "object", _inner(_map_in(text), depth)
    if " of " in text:
        head, _, inner = text.partition(" of ")
        word, _, limits = head.strip().partition(" ")
        if word == "list":
            return "list", {"type": "array", "items": _inner(inner.strip(), depth), **_limits("list", limits)}
    word, _, limits = text.partition(" ")
    if word == "list":
        raise _Wrong("`list` says of what: `list 2..4 of line 1..80`")
    if word == "messages":
        return "messages", {"type": "array", "items": _MESSAGE, **_limits("messages", limits)}
    if word in _NAMED or word in ("boolean", "date", "datetime"):
        if limits:
            raise _Wrong(f"`{word}` takes no range, not `{limits}`")
        return _kind(word), dict(_NAMED.get(word) or _PLAIN[word])
    if word in _PLAIN:
        return _kind(word), {**_PLAIN[word], **_limits(word, limits)}
    close = nearest(word, _KNOWN)
    hint = f"did you mean `{close}`?" if close else f"allowed: {', '.join(_KNOWN)}"
    raise _Wrong(f"unknown shape {said(text)}; {hint}")


def _kind(word: str) -> Kind:
    return next(one for one in get_args(Kind) if one == word)


def _map_in(text: str) -> Any:
    """A map that stands in a shape's words: `list of {name: line 1..80}`."""
    try:
        return parse_yaml(text, "").value
    except UserFault as fault:
        raise _Wrong(f"no map of shapes: {said(text)}") from fault


def _limits(word: str, text: str) -> dict[str, Any]:
    """`N`, `A..B`, `A..`, `..B` as limits of a schema."""
    text = text.strip()
    if not text:
        return {}
    found = _RANGE.fullmatch(text)
    if not found or text == "..":
        raise _Wrong(f"`{word} {text}`: a range is `N`, `A..B`, `A..` or `..B`")
    exact, low, high = found.groups()
    counted = word not in ("integer", "number")
    bounds = [_bound(one, word, counted) for one in ((exact, exact) if exact else (low, high))]
    if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
        raise _Wrong(f"`{word} {text}`: {low} is more than {high}")
    return {key: one for key, one in zip(_LIMITS[word], bounds, strict=True) if one is not None}


def _bound(text: str | None, word: str, counted: bool) -> int | float | None:
    if text is None:
        return None
    if "." not in text:
        whole = int(text)
        if counted and not 0 <= whole <= _MOST:
            raise _Wrong(f"`{word}`: {whole} isn't from 0 to {_MOST:,}")
        return whole
    if word != "number":
        raise _Wrong(f"`{word}`: {text} isn't a whole number")
    return float(text)


def _enum(values: list[Any]) -> list[Value]:
    wrong = problem_of_values(values)
    if wrong:
        raise _Wrong(wrong)
    return list(values)


def problem_of_values(values: list[Any]) -> str:
    """What is wrong with a list of values; empty: nothing."""
    if not values:
        return "the list of values is empty"
    if len(values) > _VALUES:
        return f"{len(values)} values; at most {_VALUES}"
    seen: set[Any] = set()
    for value in values:
        if value is None:
            return ""  # said of every null
        if not isinstance(value, (str, int, float, bool)):
            return f"a value is a word or a number, not {said(value)}"
        if isinstance(value, float) and not math.isfinite(value):
            return f"{said(value)} is no number"
        if isinstance(value, str) and (not value.strip() or "\n" in value or len(value) > 300):
            return f"{said(value)}: a value is one line of 1 to 300 characters"
        if spelled(value) in seen:
            return f"{said(value)} stands twice"
        seen.add(spelled(value))
    return ""


# JSON schemas ----------------------------------------------------------------------------------------------


def _schema_faults(schema: Mapping[str, Any]) -> list[str]:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    from seedbed.tools.verification.record_schema import check_subschemas

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        place = ".".join(str(step) for step in error.absolute_path)
        return [f"no JSON Schema{f' at {place}' if place else ''}: {error.message[:200]}"]
    if unmet := _unmet(schema):
        return unmet
    try:
        check_subschemas(schema, "the schema", open_objects=True)
    except UserFault as fault:
        return [f"{fault.where}: {fault.what}; {fault.next_step}"]
    return []


def _unmet(node: Any) -> list[str]:
    """`required` of what isn't a property, and references that lead out of the recipe."""
    found: list[str] = []
    if isinstance(node, Mapping):
        properties = node.get("properties")
        required = node.get("required")
        if isinstance(required, list) and isinstance(properties, Mapping):
            for name in required:
                if name not in properties:
                    close = nearest(str(name), [str(key) for key in properties])
                    hint = f"; did you mean `{close}`?" if close else ""
                    found.append(f"`required` names `{name}`, which isn't one of its properties{hint}")
        reference = node.get("$ref")
        if isinstance(reference, str) and not reference.startswith("#"):
            found.append(f"`$ref: {reference}` leads out of the recipe")
        for child in node.values():
            found += _unmet(child)
    elif isinstance(node, list):
        for child in node:
            found += _unmet(child)
    return found
