"""One request through the reading and the writing of its recipes, as a build does it."""

import asyncio
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Endpoint
from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.reading.interpret import interpret
from seedbed.agent.recipes.load import shipped_names
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import create
from seedbed.memory.profile import SKILLS, Profile, SkillResult
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger

_DOCS = Path(__file__).parents[2] / "tests" / "cassettes" / "docs.tar.xz"
"""This repository's docs/ as they were when the answers were recorded."""


@dataclass(slots=True)
class Planned:
    """What became of a request."""

    request: str
    refused: str = ""
    parts: list[dict[str, Any]] = field(default_factory=list)
    """Per part: `name`, `rows`, `topic`, `recipe`, `clauses`, `tries`, `general`, `started_from`."""
    said: list[str] = field(default_factory=list)
    calls: int = 0
    tokens: int = 0

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "request": self.request,
            "refused": self.refused,
            "said": self.said,
            "calls": self.calls,
            "tokens": self.tokens,
            "parts": self.parts,
        }


async def plan_all(requests: list[str], folder: Path, base_url: str, model: str) -> list[Planned]:
    """Every request, at once, each with a store of its own; `docs` are the documents that some name."""
    with tarfile.open(_DOCS) as packed:
        packed.extractall(folder, filter="data")
    tasks = [_plan(words, folder, number, base_url, model) for number, words in enumerate(requests)]
    return list(await asyncio.gather(*tasks))


async def _plan(words: str, folder: Path, number: int, base_url: str, model: str) -> Planned:
    run = create(folder / f"run-{number}")
    store = run.open_store(write=True)
    able = SkillResult(passed=0, tried=0, low=0.0, threshold=0.0, able=True)
    profile = Profile(model=model, exam_version=1, skills=dict.fromkeys(SKILLS, able))
    end = Endpoint("default", model, base_url, "none", profile, timeout=7000.0)
    ledger = Ledger(store, Budget())
    client = Client(store, ledger, {"default": end}, max_concurrent=8)
    made = Planned(words)
    try:
        reading = await interpret(words, client=client, hints=Hints(folder=str(folder)))
        made.said = list(reading.said)
        answers = store.answers_of("interpret")
        for part in reading.spec.parts:
            recipe: dict[str, Any] = part.recipe if isinstance(part.recipe, dict) else {}
            tries = [
                slot.attempt for slot, _ in answers if slot.step.startswith(f"write_recipe/{part.name}/")
            ]
            made.parts.append(
                {
                    "name": part.name,
                    "rows": part.rows,
                    "topic": part.topic,
                    "recipe": dict(recipe),
                    "clauses": {text: list(binders) for text, binders in part.clauses.items()},
                    "tries": 1 + max(tries, default=0),
                    "general": recipe.get("recipe") in (f"general-{part.name}", f"plain-{part.name}"),
                    "started_from": recipe.get("recipe") if recipe.get("recipe") in shipped_names() else "",
                }
            )
    except UserFault as fault:
        made.refused = str(fault)
    finally:
        made.calls, made.tokens = ledger.calls, ledger.tokens
        await client.aclose()
        store.close()
        run.release()
    return made
