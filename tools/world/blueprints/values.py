"""Values of a JSON schema that make sense: what it lists, what records hold, what lies within its bounds.

A text that nothing describes can't be drawn: an invented one would mean nothing in its world.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from seedbed.tools.verification.record_schema import keeps

_DEEPEST = 8
_TRIES = 12
_WIDE = 10
"""How far from its only bound a number is drawn."""
_LARGEST = 100
"""Numbers without bounds lie between 1 and this."""
_MOST_ITEMS = 20
_FIRST_DAY = date(2026, 1, 1)
_DAYS = 365


class Undrawable(Exception):
    """No value that makes sense can be had; the text says what is missing."""


@dataclass(slots=True)
class _Drawing:
    """What one value is drawn with."""

    rng: Random
    root: Mapping[str, Any]
    left: int = 2_000
    """Subschemas that may still be looked at."""


def drawn(schema: Any, rng: Random, held: Sequence[Any] = (), root: Mapping[str, Any] | None = None) -> Any:
    """A value that keeps the schema.

    Args:
        held: What records hold in the field that it is for.
        root: The schema that `$defs` stand in; None: itself.

    Raises:
        Undrawable: nothing says what it could be.
    """
    whole = root if root is not None else schema
    for _ in range(_TRIES):
        value = _one(schema, _Drawing(rng, whole), held, 0)
        if keeps(value, schema, whole):
            return value
    raise Undrawable("what is drawn doesn't keep the schema: give `examples`")


def _one(schema: Any, at: _Drawing, held: Sequence[Any], depth: int) -> Any:
    at.left -= 1
    if depth > _DEEPEST or at.left < 0:
        raise Undrawable("the schema is recursive or too large: give `examples`")
    if not isinstance(schema, Mapping):
        raise Undrawable("anything is allowed: give `examples`")
    if "const" in schema:
        return schema["const"]
    for listed in (schema.get("enum"), schema.get("examples")):
        if isinstance(listed, Sequence) and not isinstance(listed, str) and listed:
            return at.rng.choice(listed)
    if isinstance(reference := schema.get("$ref"), str):
        target = at.root.get("$defs", {}).get(reference.removeprefix("#/$defs/"))
        return _one(target, at, held, depth + 1)
    for joined in ("anyOf", "oneOf"):
        if isinstance(schema.get(joined), Sequence):
            return _of_several(schema[joined], at, held, depth)
    kind = schema.get("type")
    if not isinstance(kind, str):
        kind = next((one for one in kind or () if one != "null"), None)
    fitting = [one for one in held if keeps(one, schema, at.root)]
    match kind:
        case "boolean":
            return at.rng.random() < 0.5
        case "integer" | "number":
            return _number(schema, kind, at.rng, fitting)
        case "string":
            return _text(schema, at.rng, fitting)
        case "array":
            return _list(schema, at, held, depth)
        case "object":
            return _object(schema, at, depth)
        case "null":
            return None
    if fitting:
        return at.rng.choice(fitting)
    raise Undrawable("the schema names no type: give `type` or `examples`")


def _of_several(schemas: Sequence[Any], at: _Drawing, held: Sequence[Any], depth: int) -> Any:
    """A value of the first one that can be drawn; nothing (null) last."""
    said = "nothing is allowed"
    for one in sorted(schemas, key=lambda one: isinstance(one, Mapping) and one.get("type") == "null"):
        try:
            return _one(one, at, held, depth + 1)
        except Undrawable as fault:
            said = str(fault)
    raise Undrawable(said)


def _number(schema: Mapping[str, Any], kind: str, rng: Random, held: Sequence[Any]) -> Any:
    step = schema.get("multipleOf", 1 if kind == "integer" else 0.01)
    low, high = schema.get("minimum"), schema.get("maximum")
    if (above := schema.get("exclusiveMinimum")) is not None and (low is None or above >= low):
        low = above + step
    if (below := schema.get("exclusiveMaximum")) is not None and (high is None or below <= high):
        high = below - step
    if low is None and high is None:
        if held:
            return rng.choice(held)
        low, high = 1, _LARGEST
    low = high - _WIDE * max(step, 1) if low is None else low
    high = low + _WIDE * max(step, 1) if high is None else high
    try:
        first, last = -int(-low // step), int(high // step)
    except (OverflowError, ValueError) as fault:
        raise Undrawable("its bounds are beyond what numbers can hold") from fault
    if last < first:
        raise Undrawable("no number lies within the bounds")
    value = rng.randint(first, last) * step
    return int(value) if kind == "integer" else round(value, 10)


def _text(schema: Mapping[str, Any], rng: Random, held: Sequence[Any]) -> str:
    if held:
        return str(rng.choice(held))
    day = (_FIRST_DAY + timedelta(days=rng.randrange(_DAYS))).isoformat()
    clock = f"{rng.randint(8, 19):02}:{rng.choice(('00', '15', '30', '45'))}"
    match schema.get("format"):
        case "date":
            return day
        case "time":
            return f"{clock}:00Z"
        case "date-time":
            return f"{day}T{clock}:00Z"
    if isinstance(schema.get("default"), str) and schema["default"]:
        return str(schema["default"])
    raise Undrawable("nothing says what the text could be: give `enum`, `examples` or records that hold one")


def _list(schema: Mapping[str, Any], at: _Drawing, held: Sequence[Any], depth: int) -> Any:
    least = schema.get("minItems", 1)
    if least > _MOST_ITEMS:
        raise Undrawable(f"more than {_MOST_ITEMS} items: give `examples`")
    most = min(schema.get("maxItems", least + 2), least + 2)
    made: list[Any] = []
    parts = [one for some in held if isinstance(some, list) for one in some]
    for _ in range(at.rng.randint(least, max(least, most))):
        item = _one(schema.get("items"), at, parts, depth + 1)
        if item not in made:
            made.append(item)
    return made


def _object(schema: Mapping[str, Any], at: _Drawing, depth: int) -> Any:
    required = schema.get("required", ())
    properties = schema.get("properties", {})
    if not properties:
        raise Undrawable("its fields have no schema: give `properties`")
    made = {}
    for name, inner in properties.items():
        if name in required or at.rng.random() < 0.5:
            try:
                made[name] = _one(inner, at, (), depth + 1)
            except Undrawable:
                if name in required:
                    raise
    return made
