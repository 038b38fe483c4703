"""How a plan came about, as lines: what the planner's agent tried, why, what came of it, and its bound."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from seedbed.app.escape import line, words
from seedbed.tools.evaluation.amounts import number

if TYPE_CHECKING:
    from rich.text import Text

_LONGEST = 300


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
