"""A recipe of clumsy notes and clear ones, and a row of it in the making."""

from typing import Any

from seedbed.agent.work import Env, Work
from tests.agent.scenes import recipe_part, scene
from tests.agent.scripted import ScriptedClient

PAIRS: dict[str, Any] = {
    "recipe": "rewrites",
    "about": "A clumsy note and a clear one; for the planner alone",
    "row": {"clumsy": "string 20..400", "clear": "string 10..300", "tone": ["formal", "warm"]},
    "vary": {"place": ["an office", "a school"]},
    "make": {
        "clumsy": "A clumsy {{ tone }} note from {{ place }} about {{ leaf }}.",
        "clear": "Say it clearly.\n{{ clumsy }}",
    },
    "means": {"tone": {"formal": "keeps its distance", "warm": "shows that it cares"}},
    "holds": ["clear same clumsy"],
    "rubric": ["'clear' is easy to read.", "'clumsy' could come from {{ place }}."],
}
CLUMSY = "It is herewith brought to your notice that 12 keys are to be returned by you."
CLEAR = "Please bring back your 12 keys."


def row_of(*answers: Any, recipe: dict[str, Any] = PAIRS) -> tuple[Work, Env, ScriptedClient]:
    mine, seat = recipe_part(recipe), {"place": "a school"}
    work, env, scripted = scene(mine, *answers, can=["json_schema", "judging"], attributes=seat)
    cell = work.brief.cell.model_copy(update={"label": "warm"})
    brief = work.brief.model_copy(update={"cell": cell, "grounding": {"taken": []}})
    return Work(brief), env, scripted


def notes(sentence: str) -> dict[str, Any]:
    """A recipe of notes that a program makes out of what a model tags."""
    return {
        "recipe": "notes",
        "about": "A note",
        "row": {"tagged": "string 5.. as response", "note": "string 5.. as prompt"},
        "leaf": "none",
        "make": {"tagged": "A note with names in tags.", "note": {"set": "tagged | untagged"}},
        "rubric": [sentence],
    }
