"""Who does what: which agent serves which steps and checks of a part, and with which tools."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from seedbed.agent.making.making import counters
from seedbed.agent.making.parts import recipe_of
from seedbed.agent.making.talking import CALCULATOR, SEARCH
from seedbed.agent.making.verifying import CONCEPT
from seedbed.agent.models.ask import Client
from seedbed.agent.researcher.agent import RESEARCHER
from seedbed.agent.researcher.agent import TOOLS as SEARCHES
from seedbed.agent.roles.solver import TOOLS
from seedbed.memory.errors import ToolFault
from seedbed.memory.plan import PartPlan
from seedbed.memory.spec import Part
from seedbed.tools.checks.catalogue import find

SOLVER = "solver"
DISPATCHED: Mapping[str, tuple[str, ...]] = {SOLVER: tuple(TOOLS), RESEARCHER: SEARCHES}
"""Role → the tools that it may be given, where its model calls tools."""


def usual(part: Part, client: Client) -> dict[str, tuple[str, ...]]:
    """The agents with tools that a part has where its planner says nothing: a solver of numbers computes."""
    if not part.recipe or not client.profile(SOLVER).can("tool_calls"):
        return {}
    recipe = recipe_of(part)
    solved = [use for use in recipe.checks if find(use.check).solves]
    numbers = {one.name for one in recipe.fields if one.kind in ("number", "integer")}
    return {SOLVER: DISPATCHED[SOLVER]} if any(numbers & {*use.fields} for use in solved) else {}


def with_tools(plan: PartPlan, role: str, tools: Sequence[str], client: Client) -> PartPlan:
    """The plan of a part with other tools for a role; none: it answers in one call. Raises ToolFault: no such
    role or tool can be dispatched, or its model calls no tools."""
    if role not in DISPATCHED:
        raise ToolFault(f"only {', '.join(DISPATCHED)} can be given tools")
    if strange := [one for one in tools if one not in DISPATCHED[role]]:
        raise ToolFault(f"{strange[0]!r} is no tool of the {role}: {', '.join(DISPATCHED[role])}")
    if tools and not client.profile(role).can("tool_calls"):
        raise ToolFault(f"the {role}'s model calls no tools")
    others = {one: some for one, some in plan.agents.items() if one != role}
    chosen = {role: tuple(one for one in DISPATCHED[role] if one in tools)} if tools else {}
    return plan.model_copy(update={"agents": {**others, **chosen}})


def dispatched(part: Part, plan: PartPlan) -> list[str]:
    """The agents of a part with a recipe, in the order in which a row meets them, a line each: its tools, the
    targets of its steps, the ids of its checks. What no model does is the program's."""
    recipe = recipe_of(part)
    found: dict[str, list[str]] = defaultdict(list)
    tools: dict[str, tuple[str, ...]] = dict(plan.agents)
    for step in recipe.steps:
        agents = ["program"]
        if step.how == "write" or step.arguments.get("generate") == "blueprint":
            agents = [step.by]
        elif step.how == "find":
            agents = [RESEARCHER]
        elif step.how == "talk":
            agents = [str(role) for role in step.arguments["talk"]]
            if world := str(step.arguments.get("world") or ""):
                tools.setdefault(
                    "assistant", (world if world in (CALCULATOR, SEARCH) else "its world's tools",)
                )
        for agent in agents:
            found[agent] += step.targets
    for use in (*recipe.checks, *counters(recipe).values()):
        check = find(use.check)
        agents = [SOLVER] if check.calls and check.solves else []
        agents += ["judge"] if check.calls > check.solves or use.check == CONCEPT else []
        for agent in agents or ["program"]:
            found[agent].append(use.id)
    lines = []
    for agent, served in found.items():
        mine = f" with {', '.join(tools[agent])}" if tools.get(agent) else ""
        lines.append(f"{agent}{mine}: {', '.join(dict.fromkeys(served))}")
    return lines
