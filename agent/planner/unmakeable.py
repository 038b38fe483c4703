"""A part that no method can make: the actual cause, and the step that mends it."""

from collections.abc import Sequence

from seedbed.agent.planner.by_recipe import not_by_recipe
from seedbed.agent.planner.scheduling.order import Orderer
from seedbed.agent.work import Method
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part


def unmakeable(parts: Sequence[Part], orderer: Orderer) -> list[str]:
    """Of each part that nothing can make, why, and what to do.

    Raises:
        UserFault: that is each of them.
    """
    faults = [_fault(part, orderer) for part in parts if not orderer.usable(part)]
    if len(faults) == len(parts):
        raise faults[0]
    return [str(fault) for fault in faults]


def _fault(part: Part, orderer: Orderer) -> UserFault:
    mine = [one for one in orderer.methods if one.offline == part.offline and not one.given]
    old = not_by_recipe(part, orderer.env.client)
    found = [(old, "")] if old else []
    for method in mine:
        if orderer.is_wanted(method, part):
            what, _, step = method.refusal(part, orderer.env).partition(" — ")
            found.append((what, step))
    found = found or [_unwanted(part, mine)]
    first, *others = dict.fromkeys(cause for cause, _ in found)
    head = first.partition(": ")[0]
    steps = dict.fromkeys(step for _, step in found if step)
    told = "; ".join([first, *(one.removeprefix(f"{head}: ") for one in others)])
    return UserFault(
        f"nothing can make its rows: {told}",
        where=f"part {part.name}",
        next_step="; or ".join(steps) or "name another model with --model and --base-url, or change the part",
    )


def _unwanted(part: Part, mine: Sequence[Method]) -> tuple[str, str]:
    """Cause and next step where nothing has the form or the grade that is asked for."""
    if not any(part.form in ("auto", method.form) for method in mine):
        forms = " or ".join(dict.fromkeys(method.form for method in mine))
        step = f"leave out `form`, or write `form: {forms}`" if forms else "describe its rows by a `recipe`"
        return f"{part.offline or 'a recipe'} has no method with form: {part.form}", step
    if part.recipe:
        what = "grade: proven is asked for, and not every written field of its recipe is proven by a relation"
    else:
        what = f"grade: proven is asked for, and {part.offline} are supported only"
    return what, (
        "leave out `accept: {grade: proven}`, or take a recipe whose every written field is computed, "
        "executed or quoted (docs/recipes.md)"
    )
