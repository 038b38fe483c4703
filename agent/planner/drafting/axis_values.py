"""Values of axes that a recipe asks for: proposed once by the planner's model, before the plan is
approved."""

import textwrap
from collections.abc import Mapping
from typing import Any

from seedbed.agent.answers import ProposeAxisValues, job_name
from seedbed.agent.making.parts import of_passages, recipe_of, text_of
from seedbed.agent.models.delivery.call import Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.tree.materials import dealt_lines, headings_block
from seedbed.agent.planner.tree.propose import Workshop, further
from seedbed.agent.prompting import brief_block, render
from seedbed.agent.recipes.templates import fill
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, UserFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.languages import language_name
from seedbed.memory.recipe import Axis, Recipe
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import ConceptTree

JOB = job_name(ProposeAxisValues)
_ROUNDS = 2
_LONGEST = 300
"""Characters of a value."""
_LEAVES = 600
"""Of the names of concepts."""
_PLAN = Decode(max_tokens=4000, temperature=0.8)


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
        under = _under(recipe.axis(axis.per), found) if axis.per else [""]
        beside = _beside(recipe, axis, tree)
        values = {one: await _values(part, axis, one, beside, spec, shop) for one in under}
        found[axis.name] = values if axis.per else values[""]
        some = values[under[0]]
        shop.said(f"{part.name}: {axis.name} varies in {len(some)} values, such as {'; '.join(some[:3])}")
    return found


def _question(axis: Axis, recipe: Recipe) -> list[Axis]:
    """The axis of that name in a recipe, and the one for each of whose values it is asked."""
    return [one for one in recipe.dealt if one.name in (axis.name, axis.per)]


def _under(axis: Axis, found: Mapping[str, Any]) -> list[str]:
    """The values of an axis for each of which another's are asked for, its own asked ones among them."""
    asked = found.get(axis.name, ())
    every = [one for few in asked.values() for one in few] if isinstance(asked, Mapping) else asked
    given = (*axis.values, axis.otherwise) if axis.when else axis.values
    return list(dict.fromkeys([*(text_of(value) for value in given if value is not None), *every]))


def _beside(recipe: Recipe, axis: Axis, tree: ConceptTree) -> list[str]:
    """What is dealt to a row besides a value of an axis, a line each: other axes, the concept."""
    others = tuple(one for one in recipe.axes if one.name not in (axis.name, axis.per))
    lines = dealt_lines(recipe.model_copy(update={"axes": others}), None)
    leaves = [leaf.name for leaf in tree.leaves()]
    if len(leaves) > 1 and any({"leaf", axis.name} <= {*step.names} for step in recipe.steps):
        lines.append(f"the subject ({textwrap.shorten('; '.join(leaves), _LEAVES, placeholder=' …')})")
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
    step = f"{JOB}/{part.name}/{axis.name}/{under}/{digest([asked, about, wanted, beside])[:8]}"
    for attempt in range(_ROUNDS):
        slot = Slot("plan", "planner", step, attempt)
        missing = wanted - len(kept)
        told = {"ask": asked, "wanted": missing, "subject": part.topic, "taken": kept}
        prompt = render(
            JOB,
            about=about,
            per=axis.per,
            under=under,
            beside=beside,
            language=" and ".join(spoken),
            longest=_LONGEST,
            headings=headings_block(chunks, slot),
            brief=brief_block({"job": JOB, "axis": axis.name, "per": under, **told}),
            **told,
        )
        try:
            answer, _ = await shop.client.ask(slot, prompt, ProposeAxisValues, Purpose("plan"), _PLAN)
        except AnswerFault:
            break
        kept += further(answer.values, kept, _LONGEST)
        if len(kept) >= wanted:
            break
    if not kept:
        what = f"the planner's model proposed no values for {axis.name!r} ({asked})"
        next_step = f"give them in the recipe: vary: {{{axis.name}: [..]}}"
        raise UserFault(what, where=f"part {part.name}", next_step=next_step)
    return kept[:wanted]
