"""The one page on which planners read what checks there are; made from the checks themselves."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from seedbed.tools.checks.catalogue import CATALOGUE
from seedbed.tools.checks.check import Arguments, Check

HEAD = """# Checks

A line `NAME: {INPUT: FIELD, ARGUMENT: VALUE}` of `checks` calls one; its id is `NAME.FIELD`, by its first
input (`ratio.summary`), or the key itself where that has a dot (`ratio.short: {…}`). An input with `*` takes
one field or a list of them, one with `?` may be left out. Arguments without a default must be given. A range
is `N`, `A..B`, `A..`, `..B` or `[A, B]`. *Proves* means computed, executed or quoted; *supports* means that a
model or a rule of thumb says so. Calls are model calls that one row usually takes. An example without a colon
is a line of `holds`.
"""
_DOES = {"proven": "proves", "supported": "supports"}


def reference() -> str:
    """Markdown: what each check looks at, takes, shows and costs, with a line to copy."""
    parts = [HEAD]
    for title, asks in (("Free", False), ("With a model", True)):
        if some := [entry(check) for check in CATALOGUE if bool(check.calls) is asks]:
            parts += [f"## {title}\n", *some]
    return "\n".join(parts)


def entry(check: Check) -> str:
    """One check's part of the page."""
    looks = ", ".join(
        f"`{name}`?" if name.rstrip("*") in check.optional else f"`{name}`" for name in check.inputs
    )
    takes = "; ".join(
        f"`{name}` {kind}" + (f" = {default}" if default else "") + (f" ({about})" if about else "")
        for name, kind, default, about in arguments(check.arguments)
    )
    shown = ", ".join(f"{relation} ({_DOES[grade]})" for relation, grade in check.shows.items())
    cost = f"{check.calls:g} calls" if check.calls else "free"
    known = "" if check.languages is None else f"languages {', '.join(sorted(check.languages))}"
    lines = (
        f"**{check.name}** {check.about}",
        f"- inputs {looks}",
        f"- arguments {takes}" if takes else "",
        f"- {'; '.join(filter(None, (f'shows {shown}', cost, known)))}",
        f"- `{check.example}`" if check.example else "",
    )
    return "\n".join(filter(None, lines)) + "\n"


def arguments(model: type[Arguments]) -> Iterator[tuple[str, str, str, str]]:
    """Name as a recipe writes it, type, default (empty: must be given) and what it means."""
    schema = model.model_json_schema(by_alias=True)
    for name, field in model.model_fields.items():
        if not field.exclude:
            written = field.alias or name
            default = "" if field.is_required() else _default(field.get_default(call_default_factory=True))
            yield written, _type(schema["properties"][written], schema), default, field.description or ""


def _default(value: Any) -> str:
    if value is None or value in ("", (), []):
        return "none"
    if isinstance(value, (bool, int, float, tuple, list, dict)):
        return json.dumps(value, default=str)
    return str(value)


def _type(about: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A JSON schema as short as one reads it."""
    if name := about.get("$ref"):
        return _type(schema.get("$defs", {}).get(str(name).rpartition("/")[2], {}), schema)
    if "anyOf" in about:
        kinds = [_type(one, schema) for one in about["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in about:
        return " | ".join(str(one) for one in about["enum"] if one != "")
    if about.get("format") == "range":
        return "range"
    kind = about.get("type", "any value")
    if kind == "array":
        items = about.get("items")
        return f"list of {_type(items, schema)}" if items else "list"
    if kind == "object":
        inner = about.get("additionalProperties")
        return f"map to {_type(inner, schema)}" if isinstance(inner, Mapping) and inner else "map"
    return {"string": "text", "boolean": "true | false"}.get(str(kind), str(kind))
