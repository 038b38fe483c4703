"""Who does what: which agent serves which steps and checks of a part, and with which tools."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.making.verifying import CONCEPT
from seedbed.agent.models.ask import Client
from seedbed.agent.researcher.agent import RESEARCHER
from seedbed.agent.researcher.agent import TOOLS as SEARCHES
from seedbed.agent.roles.solver import TOOLS
from seedbed.memory.errors import ToolFault
from seedbed.memory.plan import PartPlan
from seedbed.memory.recipe import CheckUse, Step
from seedbed.memory.spec import Part
from seedbed.tools.checks.catalogue import find

SOLVER = "solver"
DISPATCHED: Mapping[str, tuple[str, ...]] = {SOLVER: tuple(TOOLS), RESEARCHER: SEARCHES}
"""Role → the tools that it may be given, where its model calls tools."""


@dataclass(frozen=True, slots=True)
class Served:
    """One agent and what it does for a part."""

    agent: str
    """A role, or `program`."""
    steps: tuple[str, ...]
    """Targets of steps, and ids of checks."""
    tools: tuple[str, ...] = ()
    """With which it works; none: one call a step."""


def usual(part: Part, client: Client) -> dict[str, tuple[str, ...]]:
    """The agents with tools that a part has where its planner says nothing: a solver of numbers computes."""
    if not part.recipe or not client.profile(SOLVER).can("tool_calls"):
        return {}
    recipe = recipe_of(part)
    solved = [use for use in recipe.checks if find(use.check).solves]
    numbers = {one.name for one in recipe.fields if one.kind in ("number", "integer")}
    return {SOLVER: DISPATCHED[SOLVER]} if any(numbers & {*use.fields} for use in solved) else {}


def with_tools(plan: PartPlan, role: str, tools: Sequence[str], client: Client) -> PartPlan:
    """The plan of a part with other tools for a role; none: it answers in one call.

    Raises:
        ToolFault: no such role or tool can be dispatched, or its model calls no tools.
    """
    if role not in DISPATCHED:
        raise ToolFault(f"only {', '.join(DISPATCHED)} can be given tools")
    if strange := [one for one in tools if one not in DISPATCHED[role]]:
        raise ToolFault(f"{strange[0]!r} is no tool of the {role}: {', '.join(DISPATCHED[role])}")
    if tools and not client.profile(role).can("tool_calls"):
        raise ToolFault(f"the {role}'s model calls no tools")
    others = {one: some for one, some in plan.agents.items() if one != role}
    chosen = {role: tuple(one for one in DISPATCHED[role] if one in tools)} if tools else {}
    return plan.model_copy(update={"agents": {**others, **chosen}})


def told(served: Served) -> str:
    """One agent and what it does, on a line."""
    tools = f" with {', '.join(served.tools)}" if served.tools else ""
    return f"{served.agent}{tools}: {', '.join(served.steps)}"


def dispatched(part: Part, plan: PartPlan) -> list[Served]:
    """The agents of a part with a recipe, in the order in which a row meets them."""
    recipe = recipe_of(part)
    found: dict[str, list[str]] = {}
    tools: dict[str, tuple[str, ...]] = dict(plan.agents)
    for step in recipe.steps:
        for agent, with_tools in _of_step(step):
            found.setdefault(agent, []).extend(step.targets)
            tools.setdefault(agent, with_tools)
    for use in recipe.checks:
        for agent in _of_check(use):
            found.setdefault(agent, []).append(use.id)
    return [
        Served(agent, tuple(dict.fromkeys(steps)), tools.get(agent, ())) for agent, steps in found.items()
    ]


def _of_step(step: Step) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The agents of a step, each with its tools; what no model does is the program's."""
    if step.how == "write" or step.arguments.get("generate") == "blueprint":
        yield step.by, ()
    elif step.how == "find":
        yield RESEARCHER, ()
    elif step.how == "talk":
        named = str(step.arguments.get("world") or "")
        for role in step.arguments["talk"]:
            yield str(role), (named,) if named and role == "assistant" else ()
    else:
        yield "program", ()


def _of_check(use: CheckUse) -> Iterator[str]:
    check = find(use.check)
    if check.calls or use.check == CONCEPT:
        if check.solves:
            yield SOLVER
        if check.calls > check.solves or use.check == CONCEPT:
            yield "judge"
    else:
        yield "program"
