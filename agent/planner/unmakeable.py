"""A part that no method can make: the actual cause, and the step that mends it."""

from collections.abc import Sequence

from seedbed.agent.planner.old_tasks import not_by_recipe
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
    causes, steps = _why(part, orderer)
    steps = [step for step in steps if step] or [
        "name another model with --model and --base-url, or change the part"
    ]
    first, *others = dict.fromkeys(causes)
    head = first.partition(": ")[0]
    told = "; ".join([first, *(other.removeprefix(f"{head}: ") for other in others)])
    return UserFault(
        f"nothing can make its rows: {told}",
        where=f"part {part.name}",
        next_step="; or ".join(dict.fromkeys(steps)),
    )


def _why(part: Part, orderer: Orderer) -> tuple[list[str], list[str]]:
    """(causes, next steps), at least one of each; an empty step: another model, if nothing says more."""
    mine = [method for method in orderer.methods if method.offline == part.offline]
    mine = [method for method in mine if not method.given]
    wanted = [method for method in mine if orderer.is_wanted(method, part)]
    old = not_by_recipe(part, orderer.env.client)
    causes, steps = ([old], [""]) if old else ([], [])
    if not wanted and not old:
        return _unwanted(part, mine)
    for method in wanted:
        said = method.refusal(part, orderer.env)
        what, _, step = said.partition(" — ")
        causes.append(what)
        steps.append(step)
    return causes, steps


def _unwanted(part: Part, mine: list[Method]) -> tuple[list[str], list[str]]:
    """Nothing has the form or the grade that is asked for."""
    if not any(part.form in ("auto", method.form) for method in mine):
        forms = " or ".join(dict.fromkeys(method.form for method in mine))
        step = f"leave out `form`, or write `form: {forms}`" if forms else "describe its rows by a `recipe`"
        return [f"{part.offline or 'a recipe'} has no method with form: {part.form}"], [step]
    if part.recipe:
        what = "grade: proven is asked for, and not every written field of its recipe is proven by a relation"
    else:
        what = f"grade: proven is asked for, and {part.offline} are supported only"
    step = (
        "leave out `accept: {grade: proven}`, or take a recipe whose every written field is computed, "
        "executed or quoted (docs/recipes.md)"
    )
    return [what], [step]
