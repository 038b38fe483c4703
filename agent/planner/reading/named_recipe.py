"""The recipe that a person named: it stands as it is, and each demand is said to be kept by it or not.

What could keep a demand is listed from the recipe; the planner's model chooses from that list."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from seedbed.agent.making.parts import picks_passages
from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.reading.answer import ClauseRead, ParsedPart
from seedbed.agent.planner.reading.binding import SHARE, Binders, of_every_row
from seedbed.agent.planner.reading.general import is_rows
from seedbed.agent.planner.reading.recipe_writer import Written, as_yaml, with_tools
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.prompting import brief_block, render
from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.load import Raw, find
from seedbed.agent.roles.asker import validated
from seedbed.memory.brief import Slot
from seedbed.memory.clauses import NEAR_COPIES
from seedbed.memory.errors import AnswerFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.recipe import CheckUse, Recipe
from seedbed.tools.checks.asked import STRING, listing

JOB = "bind_clauses"
_BIND = Decode(max_tokens=3000, temperature=0)
_LONGEST = 160
"""Characters of a reason."""
_READ = "dealt in the shares given, and read back blind from each row"


async def named_recipe(
    part: ParsedPart, name: str, folder: Path, client: Client, tools: Sequence[Mapping[str, Any]] = ()
) -> Written:
    """The recipe with that name or in that file, for a part, with every demand bound or named as not kept.
    Raises UserFault: there is no such recipe, or it is faulty.

    Args:
        tools: The person's, for its parameter `tools`."""
    found = with_tools(find(name, folder), tools)
    raw = {key: value for key, value in found.items() if key != "clauses"}
    recipe = expand(Raw(raw, found.loaded), rows=part.rows or None, where=name)
    counted = {clause.words: ("rows",) for clause in part.clauses if is_rows(clause, part)}
    others = [clause for clause in part.clauses if clause.words not in counted]
    said = await _bound(part, others, raw, recipe, client) if others else {}
    clauses = {one.words: counted.get(one.words) or said[one.words] for one in part.clauses}
    lost = sum(kept[0].startswith("not kept") for kept in clauses.values())
    hint = f"{lost} of {len(clauses)} demands aren't kept by {name}; without --recipe the planner adapts one"
    return Written(raw, clauses, recipe, said=(*recipe.said, *([hint] if lost else [])))


async def _bound(
    part: ParsedPart, demands: list[ClauseRead], raw: Mapping[str, Any], recipe: Recipe, client: Client
) -> Binders:
    named = f"the recipe {recipe.name} was given, which"
    binders = _binders(recipe)
    block = {"job": JOB, "part": part.name, "demands": [one.words for one in demands], "binders": [*binders]}
    prompt = render(
        JOB,
        recipe=as_yaml(raw),
        subject=part.subject,
        kind=part.kind,
        binders=binders,
        demands=block["demands"],
        brief=brief_block(block),
    )
    kept_by = {"type": "array", "items": {"type": "string", "enum": [*binders]}}
    number = {"type": "integer", "minimum": 1, "maximum": len(demands)}
    one = {"number": number, "kept_by": kept_by, "why_not": STRING}
    schema = listing(JOB, "demands", one)
    slot = Slot("interpret", "planner", f"{JOB}/{part.name}/{digest([block, raw])[:12]}")
    nothing = f"not kept: {named} has nothing for it"
    found: dict[str, tuple[str, ...]] = {one.words: (nothing,) for one in demands}
    try:
        answer, _ = await client.ask_value(
            slot, prompt, schema, lambda one: validated(one, schema), Purpose("interpret"), _BIND
        )
    except AnswerFault as fault:
        why = f"not kept: {named} the planner's model couldn't hold against it ({fault})"
        return dict.fromkeys(found, (clean(why, _LONGEST),))
    for one in answer["demands"]:
        why = clean(one["why_not"], _LONGEST)
        kept = tuple(dict.fromkeys(one["kept_by"]))
        demand = demands[one["number"] - 1]
        if kept and demand.holds_for == "some rows" and of_every_row(kept, recipe):
            kept = (SHARE,)
        found[demand.words] = kept or (f"not kept: {why}" if why else nothing,)
    return found


def _binders(recipe: Recipe) -> dict[str, str]:
    """Binder → what it means: all that this recipe has."""
    subject = "each row is about a subtopic of the subject, and is read back to it"
    uses = [use for use in recipe.checks if use.check != "label" and use.id != "rubric"]
    checks = {f"check {use.id}": subject if use.check == "concept" else _told(use, recipe) for use in uses}
    picked = picks_passages(recipe)
    return {
        **{f"field {one.name}": "" for one in recipe.row},
        **{f"axis {one.name}": _READ for one in recipe.axes if one.reads or one.counted},
        **{f"rubric {one.number}": ": ".join(filter(None, (one.role, one.say))) for one in recipe.rubric},
        **checks,
        NEAR_COPIES: "each row is compared with all others and the person's own, and near-copies are refused",
        **({"source documents": "each row is made of a passage of the person's documents"} if picked else {}),
    }


def _told(use: CheckUse, recipe: Recipe) -> str:
    if use.check == "language":
        code = recipe.language.get(use.id.partition(".")[2], "")
        return f"it is in {code}" if code and code != "any" else "it is in the order's language"
    of = [", ".join((one,) if isinstance(one, str) else one) for one in use.inputs.values()]
    arguments = ", ".join(f"{name} {value}" for name, value in use.arguments.items())
    return clean(" · ".join(filter(None, [use.relation or use.check, *of, arguments])), _LONGEST)
