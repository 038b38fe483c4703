"""Parts of offline sources become shipped recipes, with what they say besides, where the models can write and
judge such rows; else they keep their source."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from seedbed.agent.making.parts import NEEDS
from seedbed.agent.models.ask import Client
from seedbed.agent.recipes.load import shipped
from seedbed.memory.profile import PLAIN
from seedbed.memory.spec import Offline, Part, Spec
from seedbed.memory.tree import slug
from seedbed.tools.knowledge.wordlist import word_set

_RECIPES: Mapping[Offline, str] = {
    "labels": "labelled-text",
    "problems": "drawn-problems",
    "questions": "cited-questions",
    "dialogues": "document-talk",
}
_JUDGING = word_set("sentiment polarity emotion stance urgency priority severity tone mood rating")
"""What labels say that any subject can have: they share concepts."""


def renewed(spec: Spec, client: Client) -> Spec:
    """The spec with a recipe in place of each offline source whose rows the models can make."""
    parts = []
    for part in spec.parts:
        wanted = part.form == "strong" or (part.form == "auto" and not not_by_recipe(part, client))
        parts.append(_renewed(part) if part.offline and wanted else part)
    return spec.model_copy(update={"parts": tuple(parts)})


def not_by_recipe(part: Part, client: Client) -> str:
    """Why a part of an offline source isn't made by the recipe of such rows, in a line; empty: it has none,
    or its form says so, or the models can do it."""
    for role, skills in NEEDS.items() if part.offline and part.form != "sure" else ():
        end = client.endpoint(role)
        if missing := [skill for skill in skills if not end.profile.can(skill)]:
            cant = " or ".join(PLAIN[skill] for skill in missing)
            return f"strong form: the {role} model {end.model!r} can't {cant}"
    return ""


def _renewed(part: Part) -> Part:
    raw: dict[str, Any] = {"use": _RECIPES[part.offline]}
    if part.offline == "labels":
        raw |= _labels(part)
    elif part.offline == "dialogues" and part.turns:
        raw["row"] = {"messages": f"messages {part.turns[0]}..{part.turns[1]}"}
    if part.attributes:
        _vary(raw, part)
    if part.difficulties:
        raw["levels"] = list(part.difficulties)
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
    raw["make"] = {first: f"{how}{told}" if isinstance(how, str) else {**how, "write": how["write"] + told}}


def _labels(part: Part) -> dict[str, Any]:
    shares = {label.name: Fraction(label.share).limit_denominator(10_000) for label in part.labels}
    means = {
        one.name: (f"{one.definition} (not: {one.outside})" if one.outside else one.definition) or one.name
        for one in part.labels
    }
    kind = part.text_kind or "text"
    apart = {} if part.about in _JUDGING else {"leaf": {"per": "label"}}
    return {
        "about": f"A {kind} with its {part.about or 'label'}"[:120],
        "params": {"kind": kind},
        "row": {"text": "string 15..900", "label": [*shares]},
        "vary": {"label": {name: str(one / sum(shares.values())) for name, one in shares.items()}, **apart},
        "means": {"label": means},
    }
