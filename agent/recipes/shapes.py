"""Fields of a row: what a shape says (docs/recipes.md), as JSON schema; whose role is what."""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, cast, get_args

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import said, unknown
from seedbed.memory.files.yaml_file import parse as parse_yaml
from seedbed.memory.recipe import Axis, Kind, RecipeField, RowRole, Value
from seedbed.tools.checks.asked import spelled as spelled
from seedbed.tools.checks.told import LINE
from seedbed.tools.verification.record_schema import check_schema

_TEXT: dict[str, Any] = {"type": "string"}
_PLAIN: Mapping[str, dict[str, Any]] = {
    "string": _TEXT,
    "line": {"type": "string", "pattern": LINE},
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
_NUMBERS = {
    "integer": (r"[+-]?[0-9]{1,15}", "whole numbers of up to 15 digits"),
    "number": (r"[+-]?[0-9]{1,15}(?:\.[0-9]+)?", "numbers of up to 15 digits and a fraction"),
}
_CLOSED = ("enum", "boolean", "choice", "messages")
_VALUES = 200
_DEEPEST = 6


def _object(properties: Mapping[str, Any], free: bool = False, **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": {**properties, **optional},
        **({} if free else {"additionalProperties": False}),
    }


_OFFSET = {"type": "integer", "minimum": 0}
_NAMED: Mapping[str, dict[str, Any]] = {
    "passage": _object({"source": _TEXT, "start": _OFFSET, "end": _OFFSET, "quote": _TEXT}),
    "file": _object({"path": {"type": "string", "minLength": 1}, "content": _TEXT}),
    "tool": _object(
        {"name": {"type": "string", "minLength": 1}, "parameters": {"type": "object"}},
        free=True,
        description=_TEXT,
    ),
    "call": _object({"name": {"type": "string", "minLength": 1}, "arguments": {"type": "object"}}),
}
_MESSAGE = _object({"role": {"type": "string", "minLength": 1}, "content": _TEXT}, free=True)
_KNOWN = (*_PLAIN, *_NAMED, "list", "messages", "one of")


def read_shape(shape: Any) -> RecipeField:
    """A shape as a recipe has it: a field that has no name yet. Raises ValueError: it can't be read."""
    found = _read(shape, 0)
    if "schema" in str(shape):  # a person's own schema, the whole field's or one within
        _check_schema(found.json_schema)
    return found.model_copy(update={"json_schema": _whole(found)})


def typed(keys: Iterable[str], known: Mapping[str, Value] = {}) -> dict[str, Value]:
    """Keys of a map → the values they stand for: those `known`, by how they are spelled, else numbers and
    truth values by YAML's core schema. Where one's number is spelled otherwise (3.10 beside 3.9; 007), and
    not a known one, all others are words."""
    read = {key: known[key] if key in known else _scalar(key) for key in keys}
    plain = all(spelled(one) == key or spelled(one) in known for key, one in read.items())
    return read if plain else {key: known.get(key, key) for key in read}


def _scalar(text: str) -> Value:
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"[-+]?[0-9]{1,15}", text):
        return int(text)
    if re.fullmatch(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}", text):
        return float(text)
    return text


def is_axis(one: RecipeField) -> bool:
    """Whether a field is dealt rather than written."""
    return not one.kept and one.kind in ("enum", "boolean")


def is_tools(one: RecipeField) -> bool:
    """Whether a field is a list of tools."""
    required = one.value_schema.get("items", {}).get("required")
    return one.kind == "list" and required == _NAMED["tool"]["required"]


def is_boolean(axis: Axis) -> bool:
    """Whether an axis has truth values alone."""
    return bool(axis.values) and all(isinstance(one, bool) for one in axis.values)


def values_of(one: RecipeField) -> tuple[Value, ...]:
    """The values of a field that is an axis."""
    return (True, False) if one.kind == "boolean" else tuple(one.json_schema["enum"])


def with_roles(row: Mapping[str, RecipeField]) -> dict[str, RowRole | None]:
    """Field → role: axes and `one of` are labels, messages messages; one other is text, two are prompt and
    response; of more each has to say it (None: it doesn't), but for a map, which has no place for it."""
    roles = {name: shape.role for name, shape in row.items()}
    free = [name for name, shape in row.items() if shape.kind not in _CLOSED]
    for name, shape in row.items():
        if name not in free:
            roles[name] = shape.role or ("messages" if shape.kind == "messages" else "label")
        elif len(free) > 2 and shape.kind in ("object", "schema"):
            roles[name] = shape.role or "context"
    left = [name for name in free if roles[name] is None]
    if len(free) <= 2 and len(left) == 2:
        roles |= {left[0]: "prompt", left[1]: "response"}
    elif len(free) <= 2 and left:
        beside = next((roles[name] for name in free if roles[name]), None)
        others: Mapping[RowRole | None, RowRole] = {"prompt": "response", "response": "prompt"}
        roles[left[0]] = others.get(beside, "text")
    return roles


def _read(shape: Any, depth: int) -> RecipeField:
    if depth > _DEEPEST:
        raise ValueError("is nested too deeply")
    if isinstance(shape, list):
        if wrong := problem_of_values(shape):
            raise ValueError(wrong)
        return RecipeField(kind="enum", json_schema={"enum": list(shape)})
    if isinstance(shape, Mapping):
        if set(shape) != {"schema"}:
            properties = {str(k): _inner(v, depth) for k, v in shape.items()}
            return RecipeField(kind="object", json_schema=_object(properties))
        if not isinstance(shape["schema"], Mapping):
            raise ValueError("`schema` is a JSON Schema, a map")
        return RecipeField(kind="schema", json_schema=dict(shape["schema"]))
    if not isinstance(shape, str):
        raise ValueError(f"a shape is wanted (`string 1..200`, a list of values, a map), not {said(shape)}")
    bare = shape.strip().removesuffix(" or null")  # which may stand behind the role, too
    rest, as_, named = bare.rpartition(" as ")
    role = next((one for one in _ROLES if one == named.strip()), None)
    if as_ and role is None:
        raise ValueError(unknown("role", named, _ROLES))
    words = (rest if as_ else bare).strip()
    kind, schema = _words(words.removesuffix(" or null").strip(), depth)
    null = bare != shape.strip() or words.endswith(" or null")
    return RecipeField(kind=kind, json_schema=schema, nullable=null, role=role if as_ else None)


def _inner(shape: Any, depth: int) -> dict[str, Any]:
    """The schema of a shape within another."""
    one = _read(shape, depth + 1)
    if one.role:
        raise ValueError("only a whole field has a role")
    if one.kind == "schema" and ("$defs" in one.json_schema or "$ref" in str(one.json_schema)):
        raise ValueError("only the schema of a whole field may have `$defs` and `$ref`")
    return _whole(one)


def _whole(one: RecipeField) -> dict[str, Any]:
    return {"anyOf": [one.json_schema, {"type": "null"}]} if one.nullable else one.json_schema


def _words(text: str, depth: int) -> tuple[Kind, dict[str, Any]]:
    """A shape in words."""
    listed = text.removeprefix("one of ").strip()
    is_map = text.startswith("{")
    if is_map or listed.startswith("["):  # a list within `list of`; of a field it is one already
        kind: Kind = "object" if is_map else "enum" if listed == text else "choice"
        try:
            return kind, _inner(parse_yaml(listed, "").value, depth)
        except UserFault as fault:
            told = "map of shapes" if is_map else "list of values"
            step = "; a shape in it that holds one of , : { } [ ] stands in quotes" * is_map
            raise ValueError(f"no {told}: {said(listed)}{step}") from fault
    if listed != text:
        raise ValueError(f"`one of` wants a list of values (`one of [low, high]`), not {said(listed)}")
    if " of " in text:
        head, _, inner = text.partition(" of ")
        word, _, limits = head.strip().partition(" ")
        if word == "list":
            return "list", {"type": "array", "items": _inner(inner.strip(), depth), **_limits("list", limits)}
    word, _, limits = text.partition(" ")
    if word == "list":
        raise ValueError("`list` says of what: `list 2..4 of line 1..80`")
    if word == "messages":
        return "messages", {"type": "array", "items": _MESSAGE, **_limits("messages", limits)}
    if word in _NAMED or word in ("boolean", "date", "datetime"):
        if limits:
            raise ValueError(f"`{word}` takes no range, not `{limits}`")
        return cast(Kind, word), dict(_NAMED.get(word) or _PLAIN[word])
    if word in _PLAIN:
        return cast(Kind, word), {**_PLAIN[word], **_limits(word, limits)}
    raise ValueError(unknown("shape", word, _KNOWN))


def _limits(word: str, text: str) -> dict[str, Any]:
    """`N`, `A..B`, `A..`, `..B` as limits of a schema."""
    if not (text := text.strip()):
        return {}
    number, what = _NUMBERS.get(word, (r"[0-9]{1,6}", "whole numbers from 0 to 999,999"))
    found = re.fullmatch(rf"({number})|({number})?\.\.({number})?", text)
    if not found or text == "..":
        raise ValueError(f"`{word} {text}`: a range is `N`, `A..B`, `A..` or `..B`, of {what}")
    exact, low, high = found.groups()
    low, high = exact or low, exact or high
    if low and high and float(low) > float(high):
        raise ValueError(f"`{word} {text}`: {low} is more than {high}")
    bounds = zip(_LIMITS[word], (low, high), strict=True)
    return {key: float(one) if "." in one else int(one) for key, one in bounds if one}


def problem_of_values(values: list[Any]) -> str:
    """What is wrong with a list of values; empty: nothing."""
    if not values:
        return "the list of values is empty"
    if len(values) > _VALUES:
        return f"{len(values)} values; at most {_VALUES}"
    seen, told = set[Any](), set[str]()
    for value in values:
        if value is None:
            return ""  # said of every null
        if not isinstance(value, (str, int, float, bool)):
            return f"a value is a word or a number, not {said(value)}"
        if isinstance(value, float) and not math.isfinite(value):
            return f"{said(value)} is no number"
        if isinstance(value, str) and (not value.strip() or "\n" in value or len(value) > 300):
            return f"{said(value)}: a value is one line of 1 to 300 characters"
        if spelled(value) in told:
            return f"{said(value)} stands twice"
        if value in seen:
            return f"{said(value)} equals a value before it, as 1 does `1.0` and `true`: word one otherwise"
        seen.add(value)
        told.add(spelled(value))
    return ""


def _check_schema(schema: Mapping[str, Any]) -> None:
    """Refuses what no value can be held against, and `required` of what isn't a property."""
    try:
        check_schema(schema, "the schema")
    except UserFault as fault:
        raise ValueError(f"{fault.where}: {fault.what}; {fault.next_step}") from fault
    nodes: list[Any] = [schema]
    for node in nodes:
        nodes += node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
        names: Any = node.get("properties") if isinstance(node, Mapping) else None
        required = node.get("required") if isinstance(names, Mapping) else None
        for name in required if isinstance(required, list) else ():
            if name not in names:
                raise ValueError(f"`required`: {unknown('property', name, [*map(str, names)])}")
