"""A draft of a plan: spec, trees with quotas, and the values that were asked for. Valid at any time; whoever
changes it makes a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from seedbed.agent.making.method import files_of
from seedbed.agent.making.parts import recipe_of, settled
from seedbed.agent.planner.reading.answer import ClauseRead, ParsedPart
from seedbed.agent.planner.reading.binding import SHARE
from seedbed.agent.planner.reading.recipe_writer import Given, settle
from seedbed.agent.planner.tree.grow_tree import bare, difficulties
from seedbed.agent.planner.tree.propose import Workshop, ask_values
from seedbed.agent.recipes.draft import RecipeFault
from seedbed.agent.recipes.load import parse
from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.files.yaml_file import dump
from seedbed.memory.plan import PartPlan, Plan, quotas
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import ConceptTree

_FAULTS = 12


@dataclass(frozen=True, slots=True)
class State:
    """What may change before approval."""

    spec: Spec
    plan: Plan
    asked: Mapping[str, Any]
    """Part → values that were asked for."""

    def with_part(self, part: Part) -> "State":
        """With another spec of a part; its plan is for the caller."""
        parts = tuple(part if one.name == part.name else one for one in self.spec.parts)
        return replace(self, spec=self.spec.model_copy(update={"parts": parts}))

    def with_plan(self, mine: PartPlan) -> "State":
        parts = tuple(mine if one.part == mine.part else one for one in self.plan.parts)
        return replace(self, plan=Plan(parts=parts))

    def with_tree(self, name: str, tree: ConceptTree) -> "State":
        """With another tree of a part, and the quotas that follow. Raises UserFault: a label's rows would
        have no place."""
        part = self.spec.part(name)
        levels = difficulties(part)
        try:
            rows = quotas(part, tree, levels)
        except ValueError as error:
            raise UserFault(str(error)) from error
        changed = {"tree": tree, "difficulties": levels, "quotas": rows}
        return self.with_plan(self.plan.part(name).model_copy(update=changed))


async def with_recipe(state: State, part: Part, shop: Workshop) -> State:
    """With another recipe of a part: its concepts stay where they still have a place, else they begin anew;
    its values are asked for where the recipe asks otherwise. `part`: with the recipe as written, raw or as
    text, and its clauses. Raises UserFault: the recipe is faulty or doesn't fit the other parts, or no values
    come."""
    before = state.spec.part(part.name)
    changed = state.with_part(part)
    changed = replace(changed, spec=settled(changed.spec, shop.folder))
    now = changed.spec.part(part.name)
    if now == before:
        return state
    tree = state.plan.part(part.name).tree
    named = {label for concept in tree.concepts for label in concept.labels}
    if recipe_of(now).leaf != recipe_of(before).leaf or named - {label.name for label in now.labels}:
        tree = bare(now, shop.resources)
    changed = changed.with_tree(part.name, tree)
    known = state.asked.get(part.name) or {}
    values = await ask_values(now, changed.spec, tree, shop, recipe_of(before), known)
    return replace(changed, asked={**state.asked, part.name: values})


async def with_recipe_text(state: State, name: str, text: str, shop: Workshop) -> State:
    """With another recipe of a part, as YAML with every clause of the request bound. Raises ToolFault: it is
    a person's, has faults (all are told), or drops a demand."""
    part = state.spec.part(name)
    if name not in shop.writable:
        raise ToolFault("a person wrote the recipe of this part: its concepts can be changed, nothing else")
    before = [one.name for one in state.spec.parts[: state.spec.parts.index(part)]]
    try:
        given = Given(files=files_of(shop.resources, name))
        written, dropped = settle(text, parsed(part), before, given)
        if dropped:
            raise ToolFault("clauses: " + "; ".join(dropped))
        changed = part.model_copy(update={"recipe": written.raw, "clauses": dict(written.clauses)})
        return await with_recipe(state, changed, shop)
    except UserFault as fault:
        faults = fault.faults if isinstance(fault, RecipeFault) else (str(fault),)
        raise ToolFault("; ".join(faults[:_FAULTS])) from fault


def parsed(part: Part) -> ParsedPart:
    """The part as its request was read, as far as the spec keeps it: what an axis deals stays dealt."""
    dealt = {
        text for text, by in part.clauses.items() if SHARE in by or any(b.startswith("axis ") for b in by)
    }
    demands = tuple(ClauseRead(one, "some rows" if one in dealt else "each row") for one in part.clauses)
    return ParsedPart(part.name, part.rows, part.topic, recipe_of(part).about, clauses=demands)


def recipe_raw(part: Part) -> dict[str, Any]:
    """A part's recipe as written, with its clauses."""
    return {**parse(str(part.recipe), f"part {part.name}"), "clauses": dict(part.clauses)}


def recipe_text(part: Part) -> str:
    """The same as YAML."""
    return dump(recipe_raw(part), "").strip()
