"""Specs that name a task and a way, as they did before recipes, and parts of offline sources: each becomes a
shipped recipe with what differs.

Where the models can't write and judge its rows, a part keeps its offline source if it has one."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from seedbed.agent.making.parts import NEEDS
from seedbed.agent.models.ask import Client
from seedbed.agent.recipes.load import shipped
from seedbed.memory.errors import UserFault
from seedbed.memory.profile import PLAIN
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import slug
from seedbed.tools.verification.record_schema import check_schema

RECIPES: Mapping[tuple[str, str], str] = {
    ("classification", ""): "labelled-text",
    ("records", ""): "records",
    ("mathematics", ""): "drawn-problems",
    ("mathematics", "reasoned"): "reasoned-problems",
    ("mathematics", "programmed"): "programmed-problems",
    ("mathematics", "rephrased"): "rephrased-problems",
    ("mathematics", "fobar"): "backward-problems",
    ("mathematics", "self-verification"): "self-verified-problems",
    ("mathematics", "harder"): "evolved-problems",
    ("mathematics", "easier"): "evolved-problems",
    ("mathematics", "broader"): "evolved-problems",
    ("grounded_qa", ""): "cited-questions",
    ("grounded_qa", "abstractive"): "explained-questions",
    ("grounded_qa", "multi-hop"): "two-places",
    ("grounded_qa", "unanswerable"): "open-questions",
    ("summaries", ""): "summaries",
    ("instructions", ""): "document-instructions",
    ("retrieval", ""): "retrieval-pairs",
    ("claims", ""): "claims",
    ("extraction", ""): "extraction",
    ("code", ""): "python-exercises",
    ("dialogues", ""): "open-talk",
    ("dialogues", "information-seeking"): "document-talk",
    ("dialogues", "support"): "support-talk",
    ("dialogues", "tutoring"): "tutoring-talk",
    ("dialogues", "interview"): "interview",
    ("dialogues", "negotiation"): "negotiation",
    ("dialogues", "clarification"): "clarification-talk",
    ("dialogues", "refusal"): "refusal-talk",
    ("dialogues", "long-memory"): "long-memory-talk",
    ("dialogues", "self-correction"): "self-correction-talk",
    ("tool_use", ""): "world-talk",
    ("tool_use", "search"): "search-talk",
    ("tool_use", "calculator"): "calculator-talk",
    ("preferences", ""): "pairs-of-talks",
    ("preferences", "weaker"): "weaker-pairs",
}
"""(task, way) → shipped recipe."""


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


def _kind(part: Part) -> tuple[str, str]:
    """Task and way of a part.

    Raises:
        UserFault: there is no such, or none that needs no model.
    """
    kind = _OF_SOURCE.get(part.offline, (part.task, part.way))
    if kind not in RECIPES:
        ways = ", ".join(way for task, way in RECIPES if task == part.task and way) or "none"
        tasks = ", ".join(dict.fromkeys(task for task, _ in RECIPES))
        known = any(task == part.task for task, _ in RECIPES)
        what = (
            f"way: the task {part.task} has {ways}" if known else f"there is no task {part.task!r}: {tasks}"
        )
        raise UserFault(what, where=f"part {part.name}", next_step="describe its rows by a `recipe`")
    if part.form == "sure":
        raise UserFault(
            f"no offline source makes its rows (form: sure): the recipe {RECIPES[kind]} does, with a model",
            where=f"part {part.name}",
            next_step="leave out `form`",
        )
    return kind


def _renewed(part: Part) -> Part:
    kind = _kind(part)
    raw: dict[str, Any] = {"use": RECIPES[kind]}
    raw |= _OWN.get(kind[0], _nothing)(part)
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
    names = {_name(one.name): one for one in part.attributes}
    raw["vary"] = {**raw.get("vary", {}), **{name: list(one.values) for name, one in names.items()}}
    told = "".join(f" {one.name}: {{{{ {name} }}}}." for name, one in names.items())
    base = shipped(raw["use"])
    if "write" in base:
        raw["write"] = f"{base['write']}{told}"
        return
    first, how = next((k, how) for k, how in base["make"].items() if isinstance(how, str) or "write" in how)
    anew = f"{how}{told}" if isinstance(how, str) else {**how, "write": f"{how['write']}{told}"}
    raw["make"] = {**raw.get("make", {}), first: anew}


def _name(text: str) -> str:
    return re.sub(r"\W", "_", slug(text))


def _nothing(part: Part) -> dict[str, Any]:
    return {}


def _classification(part: Part) -> dict[str, Any]:
    whole = sum(Fraction(label.share).limit_denominator(10_000) for label in part.labels)
    shares = {
        label.name: str(Fraction(label.share).limit_denominator(10_000) / whole) for label in part.labels
    }
    means = {label.name: _meaning(label.definition, label.outside) or label.name for label in part.labels}
    about = f"A {part.text_kind or 'text'} with its {part.about or 'label'}"
    judging = part.about in _JUDGING
    return {
        "about": about[:120],
        "params": {"kind": part.text_kind or "text"},
        "row": {"text": "string 15..900", "label": [label.name for label in part.labels]},
        "vary": {"label": shares, **({} if judging else {"leaf": {"per": "label"}})},
        "means": {"label": means},
    }


_JUDGING = frozenset(
    (
        "sentiment",
        "polarity",
        "emotion",
        "stance",
        "urgency",
        "priority",
        "severity",
        "tone",
        "mood",
        "rating",
    )
)
"""What old specs classify by that any subject can have: their labels share concepts."""


def _meaning(inside: str, outside: str) -> str:
    return f"{inside} (not: {outside})" if outside and inside else inside


def _records(part: Part) -> dict[str, Any]:
    """Each property of the schema as a field of its own; one that may be left out may be null.

    Raises:
        UserFault: rows of that schema can't be made and checked.
    """
    schema = part.fields or {}
    check_schema(schema)
    definitions = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    required = set(schema.get("required", ()))
    row = {}
    for name, one in schema.get("properties", {}).items():
        held = dict(one) if name in required else {"anyOf": [dict(one), {"type": "null"}]}
        row[name] = {"schema": {**held, **definitions}}
    return {"row": row, "about": f"Records: {part.topic}"[:120]}


_MOVES = {
    "harder": "Make this problem harder by one step: one condition or one thing to be found first more.",
    "easier": "Make this problem easier by one step: leave out a condition, or give what had to be found.",
    "broader": "Write another problem of the same field, length and difficulty as this one, but rarer.",
}


def _mathematics(part: Part) -> dict[str, Any]:
    if part.way in _MOVES:
        order = (
            f"{_MOVES[part.way]} ({{{{ move }}}}) All numbers in digits with units, relations in words, one "
        )
        asked = f"{order}question as the last sentence.\n{{{{ original }}}}"
        made = {"parent": {"pick": part.of, "n": 1}, "problem": asked}
        return {"vary": {"move": [part.way]}, "make": made}
    return {"make": {"parent": {"pick": part.of, "n": 1}}} if part.of else {}


def _claims(part: Part) -> dict[str, Any]:
    whole = sum(label.share for label in part.labels)
    shares = {
        label.name: str(Fraction(label.share / whole).limit_denominator(10_000)) for label in part.labels
    }
    return {"vary": {"label": shares}} if shares else {}


def _dialogues(part: Part) -> dict[str, Any]:
    return {"row": {"messages": f"messages {part.turns[0]}..{part.turns[1]}"}} if part.turns else {}


def _tool_use(part: Part) -> dict[str, Any]:
    if part.repeats == 1:
        return {}
    talk = shipped(RECIPES["tool_use", ""])["make"]["messages"]
    return {"make": {"messages": {**talk, "takes": part.repeats}}}


def _preferences(part: Part) -> dict[str, Any]:
    return {"make": {"talk": {"pick": part.of, "n": 1}}}


_OWN: Mapping[str, Any] = {
    "classification": _classification,
    "records": _records,
    "mathematics": _mathematics,
    "claims": _claims,
    "dialogues": _dialogues,
    "tool_use": _tool_use,
    "preferences": _preferences,
}
"""Task → what of a part differs from its shipped recipe."""
