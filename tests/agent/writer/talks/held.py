"""Talks with scripted answers: a plan, the lines of both, a judge; and the scene that they are held in."""

from typing import Any

from seedbed.agent.work import Bench, Work
from seedbed.memory.spec import Part
from tests.agent.scenes import scene
from tests.agent.scripted import ScriptedDesk

RICE: dict[str, Any] = {
    "persona": [{"fact": "name", "value": "Dagny"}, {"fact": "home", "value": "Oban"}],
    "request": "How much rice do I cook for our evening?",
    "missing": "the number of guests",
    "detail": "30 people",
    "follow_up": "how much salt",
}
LINES = (
    "How much rice do I cook for our evening?",
    "How many will eat?",
    "We are 30 people.",
    "For 30 people take three kilos of dry rice.",
    "Then I weigh it out tonight.",
    "Enjoy the evening.",
)


def part(**more: Any) -> Part:
    given = {"task": "dialogues", "way": "clarification", "topic": "cooking", "rows": 1, **more}
    return Part.model_validate(given)


def spoken(*lines: str, ends: str = "goal reached") -> list[dict[str, str]]:
    """The lines as both roles answer; the user's last ends the talk."""
    last = len(lines) - 2
    return [
        {"message": line} if n % 2 else {"message": line, "ends": ends if n == last else "goes on"}
        for n, line in enumerate(lines)
    ]


def exchanges(*lines: str) -> list[dict[str, str]]:
    """The lines as one answer has them."""
    return [{"user": lines[n], "assistant": lines[n + 1]} for n in range(0, len(lines), 2)]


def at_work(part: Part, *answers: Any, **more: Any) -> tuple[Work, Bench, ScriptedDesk]:
    return scene(part, *answers, can=("json_schema", "judging"), **more)
