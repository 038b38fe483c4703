"""Answers of a planner's model, as short as the schema allows, and what comes of them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from seedbed.agent.planner.reading.interpret import interpret
from seedbed.agent.planner.reading.without_a_model import Interpretation
from tests.scripted import Asked, client_on, scripted

STRONG: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "strong_answers.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
"""Requests with a strong model's reading and recipe."""


def part(rows: int = 30, **more: Any) -> dict[str, Any]:
    """One part; clauses are words, or (words, what they hold for)."""
    clauses = [one if isinstance(one, tuple) else (one, "each row") for one in more.pop("clauses", ())]
    fields = more.pop("fields", {"text": ()})
    return {
        "name": "tips",
        "rows": rows,
        "subject": "baking bread",
        "kind": "a tip",
        "recipe": "",
        "documents": False,
        "languages": [],
        "fields": [{"name": n, "what": f"the {n}", "values": list(v)} for n, v in fields.items()],
        "clauses": [{"words": words, "holds_for": of} for words, of in clauses],
        **more,
    }


def answer(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A whole reading."""
    return {"parts": list(parts), "paths": [], "budget": "", "questions": [], "unsafe": "", **more}


def recipe(clauses: str = '{"30": rows, tips on baking bread: rubric 1}', **lines: str) -> str:
    """A valid recipe of one text; `lines` replace or add lines."""
    said = {
        "recipe": "tips",
        "about": "A tip on baking bread",
        "row": "{text: string 20..400}",
        "write": '"A tip on {{ leaf }}."',
        "rubric": '["It is a tip on baking bread."]',
        **lines,
        "clauses": clauses,
    }
    return "\n".join(f"{key}: {value}" for key, value in said.items() if value)


CLAUSES: list[Any] = [("30", "the set"), "tips on baking bread"]
TIPS = part(clauses=CLAUSES)


def bound(asked: Asked) -> str:
    """A recipe for whatever part is asked for: every demand is a sentence's."""
    lines = ", ".join(f'"{words}": rubric 1' for words in asked.brief["part"]["clauses"])
    return recipe("{" + lines + "}")


async def read(
    folder: Path,
    words: str,
    *answers: dict[str, Any],
    then: Sequence[str] | Callable[[Asked], str] = (),
    **more: Any,
) -> tuple[Interpretation, list[Asked]]:
    """What comes of words by these answers to `read_request`, and what was asked."""
    scripts: Any = {"read_request": list(answers), "write_recipe": then or bound}
    with scripted(scripts) as server:
        async with client_on(server, folder) as client:
            return await interpret(words, client=client, **more), server.asked
