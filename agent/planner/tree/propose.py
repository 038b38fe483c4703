"""Asking the planner's model for things that differ: subconcepts of a concept, values of an axis. Bounded,
checked, charged, journaled.

Whatever comes back is data: cleaned, cut to length and checked for being distinct. An unusable answer is
an empty proposal; what to do then is for the caller to decide."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any

from seedbed.agent.answers import ProposeAxisValues, ProposeConcepts, job_name
from seedbed.agent.making.parts import main_axis, of_passages, recipe_of, text_of
from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.tree.distinct import alike, resembled, told_apart
from seedbed.agent.planner.tree.materials import clean, dealt_lines, headings_block, row_line, rows_block
from seedbed.agent.prompting import brief_block, render
from seedbed.agent.recipes.deal import source_of
from seedbed.agent.recipes.templates import fill
from seedbed.agent.resources import Resources
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, UserFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.languages import language_name
from seedbed.memory.recipe import Axis, Recipe
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import Concept, ConceptTree, slug

_ROUNDS, _VALUE_ROUNDS = 3, 2
"""How often concepts are asked for, replacements included, and values."""
_CONCEPTS = Decode(max_tokens=4000, temperature=0.7)
_VALUES = Decode(max_tokens=4000, temperature=0.8)
_LINE = 300
"""Characters of a border, and of a value."""
_LEAVES = 600
"""Of the names of concepts."""
_LONGEST_ID = 115
"""Characters of an id, so that a number has room behind it."""

Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a plan is made and changed with."""

    client: Client
    resources: Resources
    said: Said = lambda line: None
    """Is told what was decided without being asked."""
    folder: Path = Path()
    """Where files that recipes name lie."""
    writable: frozenset[str] = frozenset()
    """Parts whose recipes the planner wrote; those of a person stay as they are."""


def able(client: Client) -> bool:
    """Whether the planner's model may plan, by the exam."""
    return client.profile("planner").can("json_schema", "subtopics")


async def propose_concepts(
    part: Part,
    spec: Spec,
    shop: Workshop,
    parent: Concept,
    wanted: int,
    rows: int,
    taken: Sequence[str],
    stage: str = "",
) -> list[Concept]:
    """Distinct subconcepts, at most as many as wanted; fewer if the model has no more after some rounds. A
    border that names one which isn't among them is left out: its texts would have no place.

    Args:
        rows: Of the parent, which they share.
        taken: Ids that there are.
        stage: Tells a later question about the same parent from the first, in the call slot."""
    kept: list[tuple[str, str, str]] = []
    refused: dict[str, str] = {}  # name → which one says the same
    names: set[str] = set()
    only = _only_label(parent)
    whole = [parent.name, part.topic, *(label.name for label in part.labels if label.name != only)]
    for attempt in range(_ROUNDS):
        siblings = [name for name, *_ in kept]
        slot = Slot("plan", "planner", f"propose_concepts/{part.name}/{parent.id}{stage}", attempt)
        prompt = render(
            "propose_concepts",
            wanted=wanted - len(kept),
            rows_each=max(1, rows // wanted),
            siblings=siblings,
            refused=refused,
            headings=headings_block(shop.resources.chunks, slot),
            examples=rows_block(shop.resources.examples.get(part.name, ()), slot),
            **_domain(part, spec, parent),
            brief=brief_block(
                {
                    "job": job_name(ProposeConcepts),
                    "topic": part.topic,
                    "parent": parent.model_dump(include={"name", "inside", "outside"}),
                    "siblings": [*siblings, *refused],
                    "wanted": wanted - len(kept),
                    "task": "recipe",
                }
            ),
        )
        try:
            answer, _ = await shop.client.ask(slot, prompt, ProposeConcepts, Purpose("plan"), _CONCEPTS)
        except AnswerFault:
            break
        said = [(clean(c.name, 80), clean(c.inside, _LINE), clean(c.outside, _LINE)) for c in answer.concepts]
        given = [name for name, *_ in said]
        names |= {name for name in given if name}
        # A part of the whole is near it in meaning, as it should be: only its own words would repeat it.
        # Vectors can't tell a front brake from a rear one: who gives a name again knows it to be another.
        like = [
            other or next((one for one in whole if alike(name, one)), "")
            for name, other in zip(given, resembled(given, siblings), strict=True)
        ]
        new = [
            not other or (name in refused and told_apart(name, [*siblings, *whole, *given[:place]]))
            for place, (name, other) in enumerate(zip(given, like, strict=True))
        ]
        kept += [*compress(said, new)][: wanted - len(kept)]
        refused |= {n: other for n, other, one in zip(given, like, new, strict=True) if n and not one}
        refused = {n: other for n, other in refused.items() if n not in (name for name, *_ in kept)}
        if len(kept) >= wanted:
            break
    found: list[Concept] = []
    for name, inside, outside in kept:
        found.append(below(parent, name, [*taken, *(c.id for c in found)], inside=inside, outside=outside))
    return bordered(found, names)


def _only_label(parent: Concept) -> str:
    return parent.labels[0] if len(parent.labels) == 1 else ""


def _domain(part: Part, spec: Spec, parent: Concept) -> dict[str, Any]:
    """What the prompt says of the rows, their labels and axes, and of the concept that is split."""
    recipe = recipe_of(part)
    main = main_axis(recipe)
    letters = main is not None and main.is_field and not main.reads  # of options: they tell no matter
    return {
        "row": row_line(recipe),
        "topic": part.topic,
        "labels": () if letters else part.labels,
        "labelled": main.name if main else "",
        "axes": dealt_lines(recipe, main),
        "parent": parent,
        "only_label": _only_label(parent),
        # In rows of several they stand in prompts for all of them.
        "language": "English" if len(recipe.languages) > 1 else spec.language,
    }


def bordered(concepts: Sequence[Concept], names: Iterable[str]) -> list[Concept]:
    """The concepts without borders that name one which isn't among them: its texts would have no place."""
    gone = {name.casefold() for name in names} - {one.name.casefold() for one in concepts}
    lost = [any(name in one.outside.casefold() for name in gone) for one in concepts]
    pairs = zip(concepts, lost, strict=True)
    return [one.model_copy(update={"outside": ""}) if is_lost else one for one, is_lost in pairs]


def further(values: Iterable[str], taken: Sequence[str], longest: int) -> list[str]:
    """Values cleaned and cut, those that are unlike what is taken, and each other, by their words."""
    kept: list[str] = []
    for value in (clean(value, longest) for value in values):
        if value and not any(alike(value, other) for other in [*taken, *kept]):
            kept.append(value)
    return kept


def below(parent: Concept, name: str, taken: Sequence[str], **more: Any) -> Concept:
    """A concept under another, with its labels and an id that nothing in `taken` has."""
    wanted = f"{parent.id}." * bool(parent.parents) + slug(name)
    more = {"labels": parent.labels, **more}
    return Concept(id=free_id(wanted[:_LONGEST_ID], taken), name=name, parents=(parent.id,), **more)


def free_id(id: str, taken: Collection[str]) -> str:
    """An id that isn't taken, made by a number behind it."""
    number, free = 1, id
    while free in taken:
        number += 1
        free = f"{id}-{number}"
    return free


# values of axes that a recipe asks for, before the plan is approved -------------------------------------


async def ask_values(
    part: Part,
    spec: Spec,
    tree: ConceptTree,
    shop: Workshop,
    before: Recipe | None = None,
    known: Mapping[str, Any] = {},
) -> dict[str, Any]:
    """The values of each axis of a part that are asked for; where its rows are made of documents, by their
    headings. Those that an earlier recipe asked for alike stay.

    Args:
        before: That recipe.
        known: Axis → the values that came.

    Raises:
        UserFault: the planner's model proposes none for an axis."""
    recipe = recipe_of(part)
    found: dict[str, Any] = {}
    for axis in (axis for axis in recipe.axes if axis.ask):
        if axis.name in known and before is not None and _question(axis, before) == _question(axis, recipe):
            found[axis.name] = known[axis.name]
            continue
        under = _under(recipe.axis(axis.per), recipe, found) if axis.per else [""]
        values = {
            one: await _values(part, axis, one, _beside(recipe, axis, one, tree), spec, shop) for one in under
        }
        found[axis.name] = values if axis.per else values[""]
        some = values[under[0]]
        shop.said(f"{part.name}: {axis.name} varies in {len(some)} values, such as {'; '.join(some[:3])}")
    return found


def _question(axis: Axis, recipe: Recipe) -> list[Axis]:
    """The axis of that name in a recipe, and the one for each of whose values it is asked."""
    return [one for one in recipe.dealt if one.name in (axis.name, axis.per)]


def _under(axis: Axis, recipe: Recipe, found: Mapping[str, Any]) -> list[str]:
    """The values of an axis for each of which another's are asked for, its own asked ones among them."""
    source = source_of(axis, recipe)
    asked = found.get(source.name, ())
    every = [one for few in asked.values() for one in few] if isinstance(asked, Mapping) else asked
    given = (*source.values, *(one.otherwise for one in (source, axis) if one.when))
    return list(dict.fromkeys([*(text_of(value) for value in given if value is not None), *every]))


def _beside(recipe: Recipe, axis: Axis, under: str, tree: ConceptTree) -> list[str]:
    """What is dealt to a row besides a value of an axis, asked for `under` one of another, a line each: other
    axes, the concept."""
    others = tuple(one for one in recipe.axes if one.name not in (axis.name, axis.per))
    lines = dealt_lines(recipe.model_copy(update={"axes": others}), None)
    leaves = tree.leaves()
    if len(leaves) > 1 and any({"leaf", axis.name} <= {*step.names} for step in recipe.steps):
        alone = axis.per and axis.per == recipe.leaf.axis  # each value has concepts of its own
        met = [leaf.name for leaf in leaves if not (alone and leaf.labels) or under in leaf.labels]
        lines.append(f"the subject ({clean('; '.join(met), _LEAVES)})")
    return lines


async def _values(
    part: Part, axis: Axis, under: str, beside: list[str], spec: Spec, shop: Workshop
) -> list[str]:
    """Distinct values, at most as many as wanted."""
    kept: list[str] = []
    chunks = shop.resources.chunks if of_passages(part) else ()
    wanted = min(axis.wanted, max(part.rows, 2))
    recipe = recipe_of(part)
    of_one = axis.per == "language"
    codes = [under] if of_one else [str(share.value) for share in recipe.languages]
    spoken = [language_name(code) for code in codes or [spec.language]]
    under = spoken[0] if of_one else under
    known = {"today": str(spec.today or ""), **({axis.per: under} if axis.per else {})}
    asked = fill(axis.ask, known, frozenset(), "")
    about = recipe.about.partition(";")[0]
    job = job_name(ProposeAxisValues)
    step = f"{job}/{part.name}/{axis.name}/{under}/{digest([asked, about, wanted, beside])[:8]}"
    for attempt in range(_VALUE_ROUNDS):
        slot = Slot("plan", "planner", step, attempt)
        missing = wanted - len(kept)
        told = {"ask": asked, "wanted": missing, "subject": part.topic, "taken": kept}
        prompt = render(
            job,
            about=about,
            per=axis.per,
            under=under,
            beside=beside,
            demands="; ".join(words for words, binders in part.clauses.items() if binders != ("rows",)),
            language=" and ".join(spoken),
            longest=_LINE,
            headings=headings_block(chunks, slot),
            brief=brief_block({"job": job, "axis": axis.name, "per": under, **told}),
            **told,
        )
        try:
            answer, _ = await shop.client.ask(slot, prompt, ProposeAxisValues, Purpose("plan"), _VALUES)
        except AnswerFault:
            break
        kept += further(answer.values, kept, _LINE)
        if len(kept) >= wanted:
            break
    if not kept:
        what = f"the planner's model proposed no values for {axis.name!r} ({asked})"
        next_step = f"give them in the recipe: vary: {{{axis.name}: [..]}}"
        raise UserFault(what, where=f"part {part.name}", next_step=next_step)
    return kept[:wanted]
