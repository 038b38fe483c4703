"""Specs that name a task and a way, as they did before recipes, and parts of offline sources: each becomes a
shipped recipe with what differs.

Where the models can't write and judge its rows, a part keeps its offline source if it has one."""

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from seedbed.agent.making.parts import NEEDS
from seedbed.agent.models.ask import Client
from seedbed.agent.recipes.load import shipped
from seedbed.memory.errors import UserFault
from seedbed.memory.profile import PLAIN
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import slug
from seedbed.tools.knowledge.wordlist import word_set
from seedbed.tools.verification.record_schema import check_schema

RECIPES: Mapping[str, Mapping[str, str]] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)
"""Task → way → shipped recipe."""
_OF_SOURCE: Mapping[str, tuple[str, str]] = {
    "labels": ("classification", ""),
    "problems": ("mathematics", ""),
    "questions": ("grounded_qa", ""),
    "dialogues": ("dialogues", "information-seeking"),
}
"""Offline source → task and way of the recipe that makes such rows with a capable model."""


def renewed(spec: Spec, client: Client) -> Spec:
    """The spec with a recipe in place of each old task, and of each offline source whose rows the models can
    make.

    Raises:
        UserFault: there is no such task or way, none in the form that is asked for, or rows of a part's
            schema can't be made and checked.
    """
    parts = tuple(part if _stays(part, client) else _renewed(part) for part in spec.parts)
    return spec.model_copy(update={"parts": parts}) if parts != spec.parts else spec


def _stays(part: Part, client: Client) -> bool:
    if part.recipe:
        return True
    return bool(part.offline) and (
        part.form == "sure" or (part.form == "auto" and bool(not_by_recipe(part, client)))
    )


def not_by_recipe(part: Part, client: Client) -> str:
    """Why a part of an offline source isn't made by the recipe of such rows, in a line; empty: it has none,
    or its form says so, or the models can do it."""
    for role, skills in NEEDS.items() if part.offline and part.form != "sure" else ():
        end = client.endpoint(role)
        if missing := [skill for skill in skills if not end.profile.can(skill)]:
            cant = " or ".join(PLAIN[skill] for skill in missing)
            return f"strong form: the {role} model {end.model!r} can't {cant}"
    return ""


def _recipe(part: Part) -> tuple[str, str]:
    """Task and shipped recipe of a part.

    Raises:
        UserFault: there is no such task or way, or none that needs no model.
    """
    task, way = _OF_SOURCE.get(part.offline, (part.task, part.way))
    ways = RECIPES.get(task, {})
    if way not in ways:
        what = f"way: the task {task} has {', '.join(filter(None, ways)) or 'none'}"
        what = what if ways else f"there is no task {task!r}: {', '.join(RECIPES)}"
        raise UserFault(what, where=f"part {part.name}", next_step="describe its rows by a `recipe`")
    if part.form == "sure":
        raise UserFault(
            f"no offline source makes its rows (form: sure): the recipe {ways[way]} does, with a model",
            where=f"part {part.name}",
            next_step="leave out `form`",
        )
    return task, ways[way]


def _renewed(part: Part) -> Part:
    task, name = _recipe(part)
    raw: dict[str, Any] = {"use": name, **_own(part, task, name)}
    if part.attributes:
        _vary(raw, part)
    if part.difficulties:
        raw["levels"] = list(part.difficulties)
    if part.rubric:
        raw["rubric"] = list(part.rubric)
    kept = ("name", "topic", "rows", "guidance", "personas", "world", "clauses")
    return Part(recipe=raw, **{name: getattr(part, name) for name in kept})


def _vary(raw: dict[str, Any], part: Part) -> None:
    """Attributes as axes, named at the end of the first prompt."""
    names = {re.sub(r"\W", "_", slug(one.name)): one for one in part.attributes}
    raw["vary"] = {**raw.get("vary", {}), **{name: list(one.values) for name, one in names.items()}}
    told = "".join(f" {one.name}: {{{{ {name} }}}}." for name, one in names.items())
    base = shipped(raw["use"])
    if "write" in base:
        raw["write"] = f"{base['write']}{told}"
        return
    first, how = next((k, how) for k, how in base["make"].items() if isinstance(how, str) or "write" in how)
    anew = f"{how}{told}" if isinstance(how, str) else {**how, "write": f"{how['write']}{told}"}
    raw["make"] = {**raw.get("make", {}), first: anew}


def _own(part: Part, task: str, name: str) -> dict[str, Any]:
    """What of a part differs from its shipped recipe.

    Raises:
        UserFault: rows of its schema can't be made and checked.
    """
    picked: dict[str, Any] = {
        "make": {"talk" if task == "preferences" else "parent": {"pick": part.of, "n": 1}}
    }
    match task:
        case "classification":
            return _labels(part)
        case "records":
            return _records(part)
        case "mathematics":
            if part.way in _MOVES:
                picked["make"]["problem"] = f"{_MOVES[part.way]} {_ASKED}"
                return {"vary": {"move": [part.way]}, **picked}
            return picked if part.of else {}
        case "preferences":
            return picked
        case "claims" if part.labels:
            return {"vary": {"label": _shares(part)}}
        case "dialogues" if part.turns:
            return {"row": {"messages": f"messages {part.turns[0]}..{part.turns[1]}"}}
        case "tool_use" if part.repeats > 1:
            talk = shipped(name)["make"]["messages"]
            return {"make": {"messages": {**talk, "takes": part.repeats}}}
    return {}


_MOVES = {
    "harder": "Make this problem harder by one step: one condition or one thing to be found first more.",
    "easier": "Make this problem easier by one step: leave out a condition, or give what had to be found.",
    "broader": "Write another problem of the same field, length and difficulty as this one, but rarer.",
}
_ASKED = (
    "({{ move }}) All numbers in digits with units, relations in words, one question as the last sentence.\n"
    "{{ original }}"
)


def _shares(part: Part) -> dict[str, str]:
    shares = {label.name: Fraction(label.share).limit_denominator(10_000) for label in part.labels}
    return {name: str(share / sum(shares.values())) for name, share in shares.items()}


_JUDGING = word_set("sentiment polarity emotion stance urgency priority severity tone mood rating")
"""What old specs classify by that any subject can have: their labels share concepts."""


def _labels(part: Part) -> dict[str, Any]:
    means = {
        one.name: (f"{one.definition} (not: {one.outside})" if one.outside else one.definition) or one.name
        for one in part.labels
    }
    kind = part.text_kind or "text"
    apart = {} if part.about in _JUDGING else {"leaf": {"per": "label"}}
    return {
        "about": f"A {kind} with its {part.about or 'label'}"[:120],
        "params": {"kind": kind},
        "row": {"text": "string 15..900", "label": [label.name for label in part.labels]},
        "vary": {"label": _shares(part), **apart},
        "means": {"label": means},
    }


def _records(part: Part) -> dict[str, Any]:
    """Each property of the schema as a field of its own; one that may be left out may be null."""
    schema = part.fields or {}
    check_schema(schema)
    definitions = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    required = set(schema.get("required", ()))
    row = {}
    for name, one in schema.get("properties", {}).items():
        held = dict(one) if name in required else {"anyOf": [dict(one), {"type": "null"}]}
        row[name] = {"schema": {**held, **definitions}}
    return {"row": row, "about": f"Records: {part.topic}"[:120]}
