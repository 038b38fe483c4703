"""By what a row's copies are told: words, values that may come once, or all that it has."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

from seedbed.agent.making.parts import recipe_of
from seedbed.memory.exact.canonical import digest
from seedbed.memory.recipe import Recipe
from seedbed.memory.spec import Part, Spec
from seedbed.tools.checks.check import texts_of
from seedbed.tools.checks.form.distinct import DISTINCT, keys_of, signature_of
from seedbed.tools.curation.duplicates import words

_SHORT = 60
"""Characters of a value that may come once, of which a writer is told that another row has it."""
_NAME = 3
"""Words of a prompt that can name a subject and say no more of it: «chimney sweep», «garden hose»."""


def words_of(recipe: Recipe, row: Mapping[str, Any]) -> str:
    """The words by which duplicates are told: of the fields that have some of the row's own (`_own`), unless
    they only name what the row is about; else of all that was made, else of all but labels.

    Of a talk what user and assistant say: policies and results are a world's, the same in many talks."""
    unlabelled = [one.name for one in recipe.row if one.role != "label"]
    said = _said(recipe, row, _own(recipe) or unlabelled)
    if len(words(said)) > _NAME:
        return said
    taken = _taken(recipe)
    return _said(recipe, row, [name for name in unlabelled if name not in taken]) or said


def _said(recipe: Recipe, row: Mapping[str, Any], names: Iterable[str]) -> str:
    said: list[str] = []
    for name in names:
        value = row.get(name)
        if recipe.field(name).kind == "messages" and isinstance(value, list):
            said_by = [
                one for one in value if isinstance(one, dict) and one.get("role") in ("user", "assistant")
            ]
            value = [one.get("content") for one in said_by]
        said += texts_of(value) or ([str(value)] if value is not None else [])
    return "\n".join(said)


def _own(recipe: Recipe) -> list[str]:
    """The text, prompt or talk, unless all are numbers, dates and values of enums; else all but labels. What
    was taken from another row or a document, or is the same in all, tells nothing where something was made of
    it."""
    taken, bare = _taken(recipe), {one.name for one in recipe.row if one.is_bare}
    made = {one.name: one.role for one in recipe.row if one.role != "label" and one.name not in taken}
    telling = [name for name, role in made.items() if role in ("text", "prompt", "messages")]
    return next((names for names in (telling, [*made]) if not bare.issuperset(names)), [])


def given_words(part: Part, row: Mapping[str, Any]) -> str:
    """The words of context that is written before a row's prompt: over another passage "What is it about?" is
    another row."""
    if not part.recipe:
        return ""
    recipe = recipe_of(part)
    roles = {one.name: one.role for one in recipe.row}
    written = [name for step in recipe.steps if step.is_written for name in step.targets]
    asked = max((n for n, name in enumerate(written) if roles.get(name) == "prompt"), default=0)
    given = [row.get(name) for name in written[:asked] if roles.get(name) == "context"]
    return "\n".join(chain.from_iterable(map(texts_of, given)))


def given_in(spec: Spec) -> Callable[[str, Mapping[str, Any]], str]:
    """Part, row → its `given_words`."""
    return lambda part, row: given_words(spec.part(part), row)


def _taken(recipe: Recipe) -> set[str]:
    return {name for step in recipe.steps if step.how in ("set", "pick") for name in step.targets}


def as_they_are(part: Part) -> bool:
    """Whether a part's rows are those that a person's documents hold, with nothing made but labels, numbers
    and the like: each is wanted, however like another."""
    if part.each is None or not part.recipe:
        return False
    recipe, copied = recipe_of(part), set[str]()
    for step in recipe.steps:
        picked = step.arguments.get("pick") == "passages"
        if picked or (step.how == "set" and copied.issuperset(step.names)):
            copied.update(step.targets)
    said = {one.name for one in recipe.row if one.role != "label" and not one.is_bare}
    return bool(said) and said <= copied


def signature_of_row(recipe: Recipe, known: Mapping[str, Any], given: str = "") -> str:
    """What tells a row's copies: values that may come once, beside its words; else what is `given`; else, of
    a row of which nothing was made but numbers and the like, all its values. Empty: its words alone do."""
    once = [use for use in recipe.checks if use.check == DISTINCT]
    keys = [keys_of([*map(known.get, use.fields)], bool(use.arguments.get("each"))) for use in once]
    if len(keys) > 1:  # the same value of two fields is no copy
        keys = [[digest([use.id, key]) for key in some] for use, some in zip(once, keys, strict=True)]
    if keys or given:
        return signature_of(chain.from_iterable(keys)) or given
    every = [one.name for one in recipe.row if one.role != "label"]
    made = not _own(recipe) and not _taken(recipe).issuperset(every)
    return digest({name: known.get(name) for name in every}) if made else ""


def taken_once(recipe: Recipe, rows: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Field whose value, or each item of it, may come once → what rows have there, as far as it is short."""
    once = [use.fields[0] for use in recipe.checks if use.check == DISTINCT and len(use.fields) == 1]
    found = {}
    for name in once:
        said = chain.from_iterable(texts_of(row.get(name)) or [str(row.get(name) or "")] for row in rows)
        found[name] = list(dict.fromkeys(one for one in said if one and len(one) <= _SHORT))
    return {name: values for name, values in found.items() if values}


def telling_fields(recipe: Recipe, by: str) -> set[str]:
    """The fields in which a copy is like another row. `by`: what told it, as its reason has it."""
    once = {name for use in recipe.checks if use.check == DISTINCT for name in use.fields}
    return (by == "signature" and once) or {*_own(recipe)}
