"""A recipe expanded: names resolved, defaults and unasked checks filled in, every fault found before a call.
Pure: the same recipe gives the same value."""

from collections.abc import Mapping
from typing import Any

from seedbed.agent.recipes.axes import axes, depends, fields, read_axes
from seedbed.agent.recipes.deal import dealt_so
from seedbed.agent.recipes.draft import Draft
from seedbed.agent.recipes.holds import check_compared, clauses, lines, sentence_names, sentences
from seedbed.agent.recipes.load import merged
from seedbed.agent.recipes.steps import steps
from seedbed.agent.recipes.templates import named_by
from seedbed.agent.recipes.uses import COMPARING, choose, text_fields
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import Path, meant
from seedbed.memory.languages import is_code
from seedbed.memory.recipe import Leaf, Recipe, Share

_CODE_INPUTS = ("program", "tests", "files", "code", "sql")
"""Inputs of checks, and arguments of `run`, that are code: their language is nobody's."""


def expand(raw: Mapping[str, Any], *, rows: int | None = None, where: str = "the recipe") -> Recipe:
    """The recipe that a raw one stands for.

    Args:
        rows: How many are wanted; given, shares are held against it, and what they come to is said.
        where: What its faults name.

    Raises:
        RecipeFault: with everything that is wrong in its form, or else in what it means.
        UserFault: it starts from a recipe that there isn't."""
    draft = Draft(merged(raw), where)
    draft.read()
    said = draft.said
    draft.languages = tuple(Share(value=code, amount=share) for code, share in said.languages.items())
    draft.fields = fields(draft)
    draft.axes = axes(draft)
    draft.steps = steps(draft)
    draft.lines = lines(draft)
    draft.rubric = sentences(draft)
    draft.axes = read_axes(draft)
    draft.leaf = _leaf(draft)
    draft.language = _language(draft)
    choose(draft)
    # The rubric's judge, who sees all, compares none.
    compared = [use.fields for use in draft.uses if use.check in COMPARING and use.id != "rubric"]
    check_compared(draft, compared)
    _check_used(draft, {name for names in compared for name in names})
    bound = clauses(draft)
    for name in sorted(said.params.keys() - draft.used):
        draft.say(("params", name), f"no prompt names it; {meant(name, sorted(draft.used))}")
    draft.stop()
    recipe = Recipe(
        name=said.recipe,
        about=said.about,
        fields=draft.fields,
        axes=draft.axes,
        levels=said.levels,
        languages=draft.languages,
        language=draft.language,
        leaf=draft.leaf,
        steps=draft.steps,
        checks=draft.uses,
        rubric=draft.rubric,
        clauses=bound,
        params=said.params,
        advice=tuple(draft.advice),
    )
    told: list[str] = []
    try:
        told = dealt_so(recipe, rows) if rows is not None else []
    except UserFault as fault:
        draft.say(tuple(fault.where.split(".")), fault.what)
        draft.stop()
    varied = [one.name for one in draft.axes if not (one.is_field or one.reads or one.counted)]
    told += [f"only varied, not checked: {', '.join(varied)}"] if varied else []
    told += [f"the check {use.id} is taken away" for use in draft.without]
    return recipe.model_copy(update={"said": tuple(told)})


def _leaf(draft: Draft) -> Leaf:
    """Where the concepts come from: as said, else by how rows are made."""
    if leaf := draft.said.leaf:
        if leaf.of == "axis" and not any("leaf" in step.names for step in draft.steps):
            draft.say(("leaf",), "`leaf` is dealt, and no prompt names `{{ leaf }}`")
        return leaf
    if any(step.how == "pick" and step.arguments["pick"] == "passages" for step in draft.steps):
        return Leaf(of="passages")
    if any(step.how == "generate" for step in draft.steps):
        return Leaf(of="generator")
    for step in draft.steps:
        asked = [name for name in step.names if (axis := draft.axis(name)) and axis.ask]
        if "leaf" in step.names and draft.told("leaf") and asked:
            names = " and ".join(f"`{name}`" for name in asked)
            draft.advice.append(
                f"{', '.join(step.targets)}: the prompt names a concept of the subject (`leaf`) and {names}; "
                "if this names a subject, setting, product or scene too, say `leaf: none`"
            )
    return Leaf(of="subject")


def _language(draft: Draft) -> dict[str, str]:
    """Field → code, `any`, or the axis that names it; programs are in nobody's language."""
    given, texts = draft.said.language, [one.name for one in text_fields(draft.fields)]
    found = dict.fromkeys(texts, "language") if draft.languages else {}
    if isinstance(given, str) and given:
        _check_code(("language",), given, draft)
        if draft.languages:
            draft.say(("language",), "is that of all rows, and `languages` are dealt: leave one of them out")
        found = dict.fromkeys(texts, given)
    looked: list[Mapping[str, Any]] = [step.arguments for step in draft.steps if step.how == "run"]
    looked += draft.said.checks.values()
    programs = [one[key] for one in looked for key in _CODE_INPUTS if key in one]
    named = [name for one in programs for name in (one if isinstance(one, list) else [one])]
    found |= {name: "any" for name in texts if name in named}
    for name, code in given.items() if isinstance(given, dict) else ():
        if draft.known(("language", name), "field", name, (one.name for one in draft.fields)):
            _check_code(("language", name), code, draft)
            found[name] = code
    return found


def _check_code(path: Path, code: str, draft: Draft) -> None:
    codes = draft.values(code) if len(path) > 1 else None
    if code == "any" or is_code(code) or (codes and all(is_code(str(one)) for one in codes)):
        return
    told = f"`{code}` is no language: ISO 639-1 codes such as en, de, es, `any`"
    draft.say(path, told + (", or an axis of codes" if len(path) > 1 else ""))


def _check_used(draft: Draft, compared: set[str]) -> None:
    """Notes axes that change nothing, since nothing names them."""
    used = {name for step in draft.steps for name in (*step.names, *named_by(step.when))}
    used |= {*compared, *draft.language.values(), draft.leaf.axis}
    for axis in draft.axes:
        used |= depends(axis)
    for one in draft.rubric:
        used |= sentence_names(one) | named_by(one.when)
    for axis in draft.axes:
        if axis.name not in used and not (axis.is_field and axis.reads):
            path = ("row" if axis.is_field else "vary", axis.name)
            told = f"so that nothing follows it: write `{{{{ {axis.name} }}}}` in one"
            draft.say(path, f"no prompt names `{axis.name}`, {told}")
