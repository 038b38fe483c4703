"""The recipe of a part as it was used: its text, what each step and check took, its prompts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from starlette.requests import Request

from seedbed.agent.making.parts import recipe_of
from seedbed.app.viewer.pages.frame import Told, of_run, part_asked
from seedbed.app.viewer.runs import ViewedRun, spec_of
from seedbed.memory.recipe import Recipe
from seedbed.memory.spec import Part
from seedbed.memory.store.costs import part_of, step_name, table, tokens
from seedbed.memory.store.protocol import StepCost, Store

_MOST = 200


@of_run("/recipe", "recipe.html")
def _recipe(request: Request, run: ViewedRun, store: Store) -> Told:
    run.follow()
    parts = spec_of(store).parts
    part, steps = part_asked(request, parts), run.spent(store)[0]
    name, names = part.name, [one.name for one in parts]
    mine = _folded(one for one in steps if part_of(one.cell) == name)
    before = _folded(one for one in steps if part_of(one.cell) not in names)
    recipe = recipe_of(part) if part.recipe else None
    return {
        "title": f"Recipe of {run.name}",
        "parts": names,
        "part": part,
        "recipe": recipe,
        "checks": list(_checks(run.index.counts.checks(name), recipe)),
        "tables": [
            (f"For the rows of {name}", mine[:_MOST]),
            ("Before the rows, and for all parts", before[:_MOST]),
        ],
        "tokens": sum(one.usage.prompt_tokens + one.usage.completion_tokens for one in steps),
        "prompts": _prompts(store, run, part, mine),
        "whole": run.index.whole,
    }


def _checks(told: Mapping[tuple[str, bool], int], recipe: Recipe | None) -> Iterator[dict[str, Any]]:
    """What looked at the candidates, those of the recipe first and in its order."""
    of_recipe = {use.id: ", ".join(use.fields) for use in recipe.checks} if recipe else {}
    sentences = {f"rubric.{one.number}": f"«{one.say}»" for one in recipe.rubric} if recipe else {}
    about = of_recipe | sentences
    names = {*(name for name, _ in told), *of_recipe}
    for name in sorted(names, key=lambda one: (one not in about, [*about, one].index(one), one)):
        passed, failed = told.get((name, True)), told.get((name, False))
        yield {"name": name, "about": about.get(name, ""), "passed": passed, "failed": failed}


def _folded(steps: Iterable[StepCost]) -> list[dict[str, Any]]:
    """Steps, the most tokens first; turns and repairs of one are told together."""
    told = table(steps, lambda one: (one.stage, one.role, step_name(one.step), one.model))
    names = ("stage", "role", "step", "model")
    return [
        {**dict(zip(names, key, strict=True)), **line, "tokens": tokens(line)} for key, line in told.items()
    ]


def _prompts(
    store: Store, run: ViewedRun, part: Part, steps: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The prompt files that the last rows of a part were made with: name, hash, and a call that shows one."""
    used: dict[str, str] = {}
    for state in ("rejected", "accepted"):
        last = run.index.find({"part": part.name, "state": state}, "-number", 0, 5)
        for row in reversed(last.rows):
            if candidate := store.candidate(row["number"]):
                used |= candidate.draft.prompts
    example = {one["step"].partition("/")[0]: one["slot"] for one in reversed(steps)}
    return [{"name": name, "hash": used[name], "slot": example.get(name, "")} for name in sorted(used)]
