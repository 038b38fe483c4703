"""Specs of shipped recipes, several parts each, with what they start from: documents, examples, a world."""

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.recorded.building import BUILDS
from tests.recipes.trying import recipe_of
from tests.warm import ROOT

SHIPPED = ROOT / "agent" / "recipes" / "shipped"
HANDBOOK = Path(__file__).with_name("recipes_handbook.md")
WORLD = ROOT / "scenarios" / "tool_use" / "world.yaml"
NOT_SIMULATED = {
    "code-exercises": "Rust isn't on every machine that runs tests",
    "drawn-problems": "a program draws the problem, and the simulated solver knows only what it wrote",
}
"""Recipe → why it isn't built here."""
GROUPS = {
    "talks": ("dialogues", "tools", "preferences"),
    "documents": ("documents", "languages", "safety"),
    "runs": ("code", "mathematics"),
    "texts": ("instructions", "labels", "records", "rewriting", "texts"),
}
"""Name → folders of shipped recipes."""
ROWS = 1
"""Rows of each recipe."""
STARTS: dict[str, dict[str, Any]] = {
    "talks": {"name": "talks", "recipe": "open-talk", "topic": "a harbour", "rows": 4},
    "problems": {"name": "problems", "recipe": "reasoned-problems", "topic": "a harbour", "rows": 4},
}
"""Part that others pick rows of → it."""


def recipes(group: str) -> list[str]:
    """Shipped recipes of a group that are built."""
    names = [path.stem for folder in GROUPS[group] for path in sorted((SHIPPED / folder).glob("*.yaml"))]
    return [name for name in names if name in _telling()]


@cache
def _telling() -> frozenset[str]:
    """Recipes that have, together, every check, every kind of step and all that rows start from; and those
    that no recorded build has (`tests/e2e/recorded`)."""
    every = [path.stem for path in sorted(SHIPPED.glob("*/*.yaml")) if path.stem not in NOT_SIMULATED]
    recorded = {part["recipe"] for build in BUILDS.values() for part in build["parts"]}
    found, had = set(every) - recorded, set[str]()
    for name in sorted(every, key=lambda one: -len(_parts(one))):
        if _parts(name) - had:
            found.add(name)
            had |= _parts(name)
    return frozenset(found)


@cache
def _parts(name: str) -> frozenset[str]:
    recipe = recipe_of(name)
    axes = {f"axis {bool(one.counted)} {bool(one.ask)}" for one in recipe.axes}
    named = {f"{one.how} {one.arguments.get(one.how)}" for one in recipe.steps if one.how in _NAMED}
    steps = named | {one.how for one in recipe.steps}
    return frozenset(axes | steps | {f"check {use.check}" for use in recipe.checks})


_NAMED = ("pick", "generate", "run")
"""Steps that say of what, or in which language."""


def lay_out(folder: Path, group: str) -> Path:
    """A spec of a group and what it needs, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(WORLD, folder / "hire.yaml")
    shutil.copy(HANDBOOK, folder / "handbook.md")
    rows = [{"instruction": f"{verb}.", "input": "", "response": f"It is {said}."} for verb, said in _TASKS]
    (folder / "tasks.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    parts: list[dict[str, Any]] = []
    for name in recipes(group):
        said = next(SHIPPED.glob(f"*/{name}.yaml")).read_text(encoding="utf-8")
        for start, part in STARTS.items():
            if f"pick: {start}" in said and part not in parts:
                parts.append(part)
        own: dict[str, Any] = {"name": name, "recipe": name, "topic": "electric cars", "rows": ROWS}
        parts.append({**own, "world": str(folder / "hire.yaml")} if 'world: "true"' in said else own)
    spec: dict[str, Any] = {"language": "en", "seed": 3, "critique_every": 1000, "parts": parts}
    if group in ("documents", "talks"):
        spec["sources"] = [str(folder / "handbook.md")]
    if group == "texts":
        spec["examples"] = [str(folder / "tasks.jsonl")]
    path = folder / "spec.yaml"
    path.write_text(yaml.safe_dump(spec, sort_keys=False), encoding="utf-8")
    return path


_TASKS = (
    ("Explain how a canal lock lifts a barge", "a chamber into which water is let"),
    ("List five things that a night nurse carries", "a list of five"),
    ("Compare a sickle with a scythe for small meadows", "what each is good at"),
    ("Draft a note to neighbours about a noisy pump", "a short note"),
    ("Name the capital of the province of Friesland", "Leeuwarden"),
    ("Rewrite this clause without nouns: the cancellation of the tour", "a verb"),
)
