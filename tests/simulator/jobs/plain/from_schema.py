"""Values that fit a JSON schema: from what a text says where it says it, else drawn.

Covers what recipes and tools have: types, `enum`, `const`, bounds, `format`, arrays, nested objects, `$ref`,
`anyOf`, `oneOf`.
"""

import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.simulator.world.vocabulary import pool, words

Json = dict[str, Any]
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\d])")
"""A number in a text: `12`, `1,200`, `3.50`."""
_FIRST_DAY = date(2024, 1, 1)
_DEEPEST = 8
_LINE = 40
"""Characters from which a string has room for a sentence."""


@dataclass(slots=True)
class Source:
    """Where values come from."""

    draw: random.Random
    say: Callable[[], str]
    """A sentence of running text."""
    things: tuple[str, ...]
    """Words for short strings."""
    said: str = ""
    """A text whose numbers, names and words are taken first (what a user asked of a tool)."""
    _numbers: list[str] = field(init=False)
    _quoted: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = [n.replace(",", "") for n in NUMBER.findall(self.said)]
        self._quoted = [a or b for a, b in re.findall(r"“([^”]+)”|\"([^\"]+)\"", self.said)]
        self._quoted += re.findall(r"(?<=[a-z,] )(?:[A-Z][\w'-]+(?: [A-Z][\w'-]+)*)", self.said)

    def number(self) -> float | None:
        """The next number of the text, None when they are used up."""
        return float(self._numbers.pop(0)) if self._numbers else None

    def quoted(self) -> str | None:
        """The next quotation or name of the text."""
        return self._quoted.pop(0) if self._quoted else None


def value_for(schema: Json, source: Source) -> Any:
    """A value that validates against the schema (which is its own root for `$ref`)."""
    return _value(schema, source, schema, 0)


def _value(schema: Any, source: Source, root: Json, depth: int) -> Any:
    if not isinstance(schema, dict):
        return source.say()
    schema = resolved(schema, source, root)
    if "const" in schema:
        return schema["const"]
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return _chosen(schema["enum"], source)
    match _type(schema, source):
        case "object":
            return _object(schema, source, root, depth)
        case "array":
            return _array(schema, source, root, depth)
        case "integer" | "number" as kind:
            return _number(schema, source, kind == "integer")
        case "boolean":
            return source.draw.random() < 0.5
        case "null":
            return None
        case _:
            return _string(schema, source)


def resolved(schema: Json, source: Source, root: Json) -> Json:
    """The schema with references, choices and parts put together."""
    for _ in range(_DEEPEST):
        if isinstance(reference := schema.get("$ref"), str) and reference.startswith("#"):
            target: Any = root
            for part in reference.lstrip("#/").split("/"):
                target = target.get(part, {}) if isinstance(target, dict) and part else target
            schema = {**{k: v for k, v in schema.items() if k != "$ref"}, **target}
        elif options := schema.get("anyOf") or schema.get("oneOf"):
            full = [o for o in options if isinstance(o, dict) and o.get("type") != "null"] or options
            rest = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
            schema = {**rest, **source.draw.choice(full)}
        else:
            break
    return schema


def _type(schema: Json, source: Source) -> str:
    given = schema.get("type")
    if isinstance(given, list):
        given = source.draw.choice([t for t in given if t != "null"] or ["null"])
    if given is None and "properties" in schema:
        return "object"
    if given is None and "items" in schema:
        return "array"
    return str(given or "string")


def _chosen(options: list[Any], source: Source) -> Any:
    """The option that the text names, else any."""
    said = " ".join(words(source.said))
    named = [o for o in options if isinstance(o, str) and " ".join(words(o)) and " ".join(words(o)) in said]
    return max(named, key=len) if named else source.draw.choice(options)


def _object(schema: Json, source: Source, root: Json, depth: int) -> Json:
    properties = schema.get("properties") or {}
    required = [n for n in schema.get("required") or [] if n in properties]
    made = {}
    for name, sub in properties.items():
        optional = name not in required
        if optional and (depth > _DEEPEST or (depth > 2 and source.draw.random() < 0.5)):
            continue
        if optional and source.said and isinstance(sub, dict) and not _is_named(name, sub, source.said):
            continue
        made[name] = _value(sub, source, root, depth + 1)
    for name in schema.get("required") or []:
        made.setdefault(name, source.say())
    return made


def _is_named(name: str, schema: Json, said: str) -> bool:
    """Whether a text speaks of an optional property, by its name or one of its options."""
    mentioned = set(words(said))
    options = [o for o in schema.get("enum") or () if isinstance(o, str) and words(o)]
    return any(mentioned.issuperset(words(phrase)) for phrase in (name.replace("_", " "), *options))


def _array(schema: Json, source: Source, root: Json, depth: int) -> list[Any]:
    low = int(schema.get("minItems", 1))
    high = int(schema.get("maxItems", max(low, 3)))
    count = source.draw.randint(low, max(low, min(high, low + 3)))
    items = schema.get("items", {})
    if source.said and isinstance(items, dict) and items.get("type") in ("number", "integer"):
        count = max(low, min(int(schema.get("maxItems", 10**6)), len(source._numbers) or count))
    if depth > _DEEPEST:
        count = low
    made: list[Any] = []
    for _ in range(count * 10):
        if len(made) == count:
            break
        value = _value(items, source, root, depth + 1)
        if not schema.get("uniqueItems") or value not in made:
            made.append(value)
    return made


def _number(schema: Json, source: Source, whole: bool) -> float | int:
    low, high = schema.get("minimum"), schema.get("maximum")
    least = float(low) if low is not None else None
    most = float(high) if high is not None else None
    said = source.number()
    if said is not None and (least is None or said >= least) and (most is None or said <= most):
        return int(said) if whole or said == int(said) else said
    least = least if least is not None else (most - 100 if most is not None else 1.0)
    most = most if most is not None else least + 100
    if whole:
        return source.draw.randint(math.ceil(least), max(math.ceil(least), math.floor(most)))
    return min(most, max(least, round(source.draw.uniform(least, most), 2)))


def _string(schema: Json, source: Source) -> str:
    if form := _FORMATS.get(str(schema.get("format"))):
        return form(source)
    low, high = int(schema.get("minLength", 0)), schema.get("maxLength")
    short = f"{source.draw.choice(pool('traits'))} {source.draw.choice(source.things)}".capitalize()
    text = source.quoted() or (source.say() if high is None or high >= _LINE else short)
    while len(text) < low:
        text = f"{text} {source.say()}"
    return text if high is None else (text[: int(high)].rstrip() or text[: int(high)]).ljust(low, "x")


def _day(source: Source) -> str:
    if said := re.search(r"\b\d{4}-\d\d-\d\d\b", source.said):
        return said.group()
    return (_FIRST_DAY + timedelta(days=source.draw.randrange(1000))).isoformat()


def _clock(source: Source) -> str:
    return f"{source.draw.randrange(24):02}:{source.draw.randrange(60):02}:00Z"


def _host(source: Source) -> str:
    return f"{source.draw.choice(source.things)}.example"


def _calculation(source: Source) -> str:
    a, b, c = (source.draw.randint(2, 40) for _ in range(3))
    return f"{a} * {b} + {c} = {a * b + c}"


_FORMATS: dict[str, Callable[[Source], str]] = {
    "date-time": lambda s: f"{_day(s)}T{_clock(s)}",
    "date": _day,
    "time": _clock,
    "email": lambda s: f"{s.draw.choice(pool('people')).lower()}@{_host(s)}",
    "uri": lambda s: f"https://{_host(s)}/{s.draw.choice(s.things)}",
    "url": lambda s: f"https://{_host(s)}/{s.draw.choice(s.things)}",
    "hostname": _host,
    "calculation": _calculation,
    "phone": lambda s: f"+44 1632 96{s.draw.randrange(10**4):04}",
}
