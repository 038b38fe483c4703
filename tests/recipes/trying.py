"""Rows of shipped recipes that were written by hand, good and bad, and what a recipe's checks say of them.

`rows/FAMILY/NAME.yaml`: `good` has rows with the `seat` (axis → value) and the `row` (targets, kept ones
too; what a program gives is run anew). `bad` rows are `like` a good one (by number, from 1) but for what
their `row` says, and name the id of the check that they fail (`fails`). `by: model` marks what only a reader
can see.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.load import shipped
from seedbed.agent.recipes.shapes import spelled
from seedbed.memory.errors import ToolFault
from seedbed.memory.files.yaml_file import parse
from seedbed.memory.recipe import CheckUse, Recipe
from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.check import Asker, Case, Verdict
from seedbed.tools.checks.inputs import values_of
from seedbed.tools.running.run import run

ROWS = Path(__file__).parent / "rows"


@dataclass(frozen=True)
class Written:
    """One row."""

    recipe: str
    name: str
    seat: Mapping[str, Any]
    row: Mapping[str, Any]
    fails: str = ""
    """Id of the check that refuses it; empty: it is good."""
    by_model: bool = False


@cache
def recipe_of(name: str) -> Recipe:
    """A shipped recipe, expanded."""
    return expand(shipped(name), where=name)


@cache
def written(name: str) -> tuple[Written, ...]:
    """The rows of a recipe, good ones first."""
    path = next(ROWS.glob(f"*/{name}.yaml"))
    said: Any = parse(path.read_text(encoding="utf-8"), str(path)).value
    found = [
        Written(name, f"{name} good {n}", one["seat"], one["row"]) for n, one in enumerate(said["good"], 1)
    ]
    for number, one in enumerate(said["bad"], 1):
        like = found[one["like"] - 1]
        seat = {**like.seat, **{key: value for key, value in one["row"].items() if key in like.seat}}
        row, by_model = {**like.row, **one["row"]}, one.get("by") == "model"
        found.append(Written(name, f"{name} bad {number}", seat, row, one["fails"], by_model))
    return tuple(found)


def uses(recipe: Recipe) -> dict[str, CheckUse]:
    """Id → check, those that tell the value of an axis among them."""
    found = {use.id: use for use in recipe.checks}
    for axis in recipe.axes:
        if axis.counted:
            name, _, field = str(axis.counted["check"]).partition(".")
            found[f"{name}.{field}"] = CheckUse(id=f"{name}.{field}", check=name, inputs={"of": field})
    return found


def say(one: Written, use: CheckUse, ask: Asker | None = None) -> Verdict:
    """What a check says of a row; without a model unless one is given."""
    recipe, check = recipe_of(one.recipe), find(use.check)
    known = {**one.seat, **one.row, **_ran(recipe, use, one)}
    inputs = values_of(use.inputs, known)
    case = Case(
        row=dict(one.row),
        schemas={field.name: field.json_schema for field in recipe.fields},
        languages={field.name: _language(recipe, field.name, one) for field in recipe.fields},
        seat={name: spelled(value) for name, value in one.seat.items()},
        inputs={name.rstrip("*"): named for name, named in use.inputs.items()},
        ask=ask,
    )
    arguments = check.arguments.model_validate(arguments_of(recipe, use, one))

    async def said() -> Verdict:
        return await check.verify(inputs, arguments, case)

    return asyncio.run(said())


def _ran(recipe: Recipe, use: CheckUse, one: Written) -> dict[str, Any]:
    """What the step gives whose result a check looks at; nothing where this machine can't run it."""
    step = next((s for s in recipe.steps if s.how == "run" and use.inputs.get("of") == s.targets[0]), None)
    if step is None:
        return {}
    given = {key: one.row.get(said, said) for key, said in step.arguments.items() if isinstance(said, str)}
    files = step.arguments.get("files")
    if isinstance(files, list):
        given["files"] = [one.row.get(name, name) for name in files]
    with suppress(ToolFault):
        done = run(
            given["run"],
            str(given["program"]),
            files=given.get("files") or (),
            tests=str(given.get("tests") or ""),
            timeout=10,
        )
        return {step.targets[0]: asyncio.run(done)}
    return {}


def _language(recipe: Recipe, field: str, one: Written) -> str:
    code = recipe.language.get(field) or "en"
    return str(one.seat.get(code, code))


def arguments_of(recipe: Recipe, use: CheckUse, one: Written) -> dict[str, Any]:
    """A check's arguments on the seat of a row."""
    for axis in recipe.axes:
        if axis.counted and axis.counted["check"] == use.id and use.id not in {x.id for x in recipe.checks}:
            return dict(axis.counted[spelled(one.seat[axis.name])])
    if use.id != "rubric":
        return dict(use.arguments)
    asked = [{"number": x.number, "say": x.say} | ({"role": x.role} if x.role else {}) for x in recipe.rubric]
    return {**use.arguments, "sentences": asked}
