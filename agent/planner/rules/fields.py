"""A JSON schema of rows, from field names in a request («fields name, age (integer), rating 1-5») or from
rows."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.listing import Item, items_of, mask_brackets

_TYPES = {
    **dict.fromkeys(("string", "str", "text", "word", "words", "free text"), "string"),
    **dict.fromkeys(("integer", "int", "whole number", "count"), "integer"),
    **dict.fromkeys(("number", "float", "decimal", "numeric", "double"), "number"),
    **dict.fromkeys(
        ("boolean", "bool", "yes/no", "true/false", "yes or no", "true or false", "flag"), "boolean"
    ),
}
_WHOLE = v.words("age count quantity year number seats floors bedrooms rooms stock calories minutes servings")
_DECIMAL = v.words(
    "price amount rating score weight height length width temperature salary total cost distance"
)
_LISTS = v.words(
    "tags ingredients steps keywords items features symptoms skills hobbies languages authors genres"
)
_JSON_OF = re.compile(
    r"\b(?:json|records?|objects?)\b(?:\s+(?:objects?|records?|rows|lines|documents?))?[^.;:()\n]{0,60}?"
    r"(?:\b(?:with|containing|having|of)\b|:)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_END = re.compile(
    r"\.(?:\s|$)|;|\n\s*\n|\s+(?:for (?:a|an|the|our|my)\b|about\b|describing\b|of (?:a|an)\b|each\b|"
    r"please\b|where\b)|,?\s+(?:and\s+)?\d[\d,]*\s+[a-z]",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?P<low>\d+)\s*(?:-|–|to)\s*(?P<high>\d+)")


def fields_of(text: str) -> dict[str, Any] | None:
    """The schema that a clause names by its fields; None if it names none."""
    if braces := re.search(r"\{([^{}]+)\}", text):
        pairs = re.findall(r"[\"']?([A-Za-z_][\w ]*?)[\"']?\s*:\s*[\"']?([^,\"'}]+)", braces[1])
        if pairs:
            return schema_of_names([f"{name} ({kind.strip()})" for name, kind in pairs])
    for pattern in (v.FIELDS, _JSON_OF):
        for match in pattern.finditer(text):
            rest = text[match.end() :].lstrip()
            if rest.startswith("("):
                rest = rest[1 : _closing(rest)]
            masked = mask_brackets(rest)
            bulleted = re.match(r"\s*\n\s*(?:[-*•]|\d+[.)])", text[match.end() :])
            cut = None if bulleted else _END.search(masked)
            items = items_of(rest[: cut.start()] if cut else rest)
            named = [(_field(item), item) for item in items]
            named = [(name, item) for name, item in named if name]
            if named and (len(named) >= 2 or pattern is v.FIELDS) and len(named) == len(items):
                return _object({name: _property(name, item) for name, item in named})
    return None


def _closing(text: str) -> int:
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return place
    return len(text)


def _field(item: Item) -> str:
    words = re.sub(r"^(?:an?|the|its|their)\s+", "", item.name, flags=re.IGNORECASE)
    words = _RANGE.sub("", re.sub(r"\s+(?:as|is|being)\s+.*$", "", words)).strip()
    name = re.sub(r"[^\w]+", "_", words.strip()).strip("_")
    return name if 0 < len(name) <= 40 and len(words.split()) <= 4 else ""


def _property(name: str, item: Item) -> dict[str, Any]:
    gloss = item.gloss.strip()
    low = gloss.lower()
    if kind := _TYPES.get(low):
        return {"type": kind}
    if low.startswith(("list", "array")):
        return {"type": "array", "items": {"type": "string"}}
    if found := re.match(r"(?:one of|either|enum|among)\s*:?\s*(?P<values>.+)", gloss, re.IGNORECASE):
        return {"type": "string", "enum": [value.name for value in items_of(found["values"])]}
    if found := _RANGE.search(gloss or item.name):
        return {"type": "integer", "minimum": int(found["low"]), "maximum": int(found["high"])}
    described = {"description": gloss} if gloss else {}
    last = name.lower().rsplit("_", 1)[-1]
    if name.lower().startswith(("is_", "has_", "in_stock")):
        return {"type": "boolean", **described}
    if last in _WHOLE:
        return {"type": "integer", **described}
    if last in _DECIMAL:
        return {"type": "number", **described}
    if last in _LISTS:
        return {"type": "array", "items": {"type": "string"}, **described}
    return {"type": "string", **described}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


# from rows ---------------------------------------------------------------------------------------------


def schema_of_rows(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The closed schema that all rows fulfil: types, required keys, and an enum where words recur."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    schema = _object({name: _of_values([row[name] for row in rows if name in row]) for name in names})
    schema["required"] = [name for name in names if all(name in row for row in rows)]
    return schema


def _of_values(values: Sequence[Any]) -> dict[str, Any]:
    kinds = sorted({_kind(value) for value in values})
    if kinds == ["integer", "number"]:
        kinds = ["number"]
    if kinds == ["object"]:
        return schema_of_rows(values)
    if kinds == ["array"]:
        inner = [one for value in values for one in value]
        return {"type": "array", "items": _of_values(inner) if inner else {}}
    if kinds == ["string"]:
        distinct = list(dict.fromkeys(values))
        recurring = len(values) >= 6 and 2 <= len(distinct) <= min(12, len(values) // 3)
        return {"type": "string", "enum": sorted(distinct)} if recurring else {"type": "string"}
    return {"type": kinds[0] if len(kinds) == 1 else kinds} if kinds else {}


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def schema_of_names(fields: Sequence[str]) -> dict[str, Any] | None:
    """The schema of fields given one by one («age (integer)»); None if they are none."""
    items = [item for field in fields for item in items_of(field)[:1]]
    named = [(name, item) for item in items if (name := _field(item))]
    return _object({name: _property(name, item) for name, item in named}) if named else None
