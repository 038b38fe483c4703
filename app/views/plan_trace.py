"""How a plan came about, as lines: what the planner's agent tried, why, what came of it, and its bound."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from seedbed.app.views.escape import line, words
from seedbed.tools.evaluation.report.amounts import number

if TYPE_CHECKING:
    from rich.text import Text

    from seedbed.memory.plan import Plan
    from seedbed.memory.spec import Spec

_LONGEST = 300


def agents_of(spec: "Spec", plan: "Plan") -> dict[str, list[str]]:
    """Part with a recipe → a line for each agent that serves it: its tools, its steps and checks."""
    from seedbed.agent.planner.drafting.dispatch import dispatched, told

    return {
        part.name: [told(one) for one in dispatched(part, plan.part(part.name))]
        for part in spec.parts
        if "\n" in str(part.recipe)
    }


def served(agents: Mapping[str, list[str]]) -> "Iterator[Text]":
    """Who does what, as lines.

    Args:
        agents: As `agents_of` gives it.
    """
    for part, lines in agents.items():
        yield words(f"{part}, who does what:", "dim")
        for one in lines:
            yield words(f"  {line(one, _LONGEST)}", "dim")


def traced(planning: Mapping[str, Any]) -> "Iterator[Text]":
    """The trace of a plan.

    Args:
        planning: `agent.planner.drafting.agent.Planning` as plain data.
    """
    if planning.get("by") != "agent":
        if planning.get("because"):
            yield words(f"planned by fixed steps: {line(planning['because'], _LONGEST)}", "dim")
        return
    yield words(
        f"bettered by the planner's agent: {planning['calls']} of {planning['most_calls']} answers, "
        f"{number(planning['tokens'])} of {number(planning['most_tokens'])} tokens",
        "bold",
    )
    for step in planning["steps"]:
        refused = step["came"].startswith("fault")
        yield words(f"  {line(step['tool'], 60)} {line(step['given'], 160)}", "yellow" if refused else "cyan")
        if step["why"]:
            yield words(f"    because {line(step['why'], _LONGEST)}")
        yield words(f"    → {line(step['came'], 160)}", "dim")
    yield words(f"  {line(planning['ended'], 2 * _LONGEST)}")
