"""The one page on which planners read what checks there are; made from the checks themselves."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from seedbed.tools.checks.catalogue import CATALOGUE
from seedbed.tools.checks.check import Arguments, Check, Shows

HEAD = """# Checks

A line `NAME: {INPUT: FIELD, ARGUMENT: VALUE}` of `checks` calls one; `NAME.FIELD` is its id. An input with
`*` takes one field or a list of them, one with `?` may be left out. Arguments without a default must be
given. A range is `N`, `A..B`, `A..`, `..B` or `[A, B]`. *Proves* means computed, executed or quoted;
*supports* means that a model or a rule of thumb says so. Calls are model calls that one row usually takes.
An example without a colon is a line of `holds`.
"""
RELATIONS: tuple[Shows, ...] = get_args(Shows)


def reference(checks: Sequence[Check] = CATALOGUE) -> str:
    """Markdown: what each check looks at, takes, shows and costs, with a line to copy."""
    free = [check for check in checks if not check.calls]
    asking = [check for check in checks if check.calls]
    parts = [HEAD]
    for title, some in (("Free", free), ("With a model", asking)):
        if some:
            parts.append(f"## {title}\n")
            parts += [entry(check) for check in some]
    parts.append("## What may show what\n")
    parts += [_relation(relation, checks) for relation in RELATIONS]
    return "\n".join(part for part in parts if part)


def entry(check: Check) -> str:
    """One check's part of the page."""
    looks = ", ".join(_input(check, name) for name in check.inputs) or "the whole row"
    takes = "; ".join(_argument(*one) for one in arguments(check.arguments))
    shown = ", ".join(f"{relation} ({_does(grade)})" for relation, grade in check.shows.items())
    cost = f"{check.calls:g} calls" if check.calls else "free"
    facts = [f"shows {shown}", cost]
    if check.languages is not None:
        facts.append(f"languages {', '.join(sorted(check.languages))}")
    if check.spoil:
        facts.append(f"spoilt by {', '.join(check.spoil)}")
    lines = [f"**{check.name}** {check.about}", f"- inputs {looks}"]
    if takes:
        lines.append(f"- arguments {takes}")
    lines.append(f"- {'; '.join(facts)}")
    if check.example:
        lines.append(f"- `{check.example}`")
    return "\n".join(lines) + "\n"


def arguments(model: type[Arguments]) -> list[tuple[str, str, str, str]]:
    """Name as a recipe writes it, type, default (empty: must be given) and what it means."""
    found = []
    schema = model.model_json_schema(by_alias=True)
    required = schema.get("required", ())
    for name, field in model.model_fields.items():
        written = field.alias or name
        about = schema["properties"][written]
        default = "" if written in required else _default(field.get_default(call_default_factory=True))
        found.append((written, _type(about, schema), default, field.description or ""))
    return found


def _argument(name: str, kind: str, default: str, about: str) -> str:
    said = f"`{name}` {kind}" + (f" = {default}" if default else "")
    return f"{said} ({about})" if about else said


def _input(check: Check, name: str) -> str:
    return f"`{name}`?" if name.rstrip("*") in check.optional else f"`{name}`"


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
    if "const" in about:
        return str(about["const"])
    if "format" in about and about["format"] == "range":
        return "range"
    kind = about.get("type", "any value")
    if kind == "array":
        items = about.get("items")
        return f"list of {_type(items, schema)}" if items else "list"
    if kind == "object":
        inner = about.get("additionalProperties")
        return f"map to {_type(inner, schema)}" if isinstance(inner, Mapping) and inner else "map"
    return {"string": "text", "boolean": "true | false"}.get(str(kind), str(kind))


def _does(grade: str) -> str:
    return "proves" if grade == "proven" else "supports"


def _relation(relation: Shows, checks: Sequence[Check]) -> str:
    able = [f"{check.name} ({_does(check.shows[relation])})" for check in checks if relation in check.shows]
    return f"- {relation}: {', '.join(able)}" if able else ""
