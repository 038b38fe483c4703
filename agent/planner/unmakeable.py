"""A part that no method can make: the actual cause, and the step that mends it."""

from collections.abc import Sequence

from seedbed.agent.planner.scheduling.order import Orderer
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
    wanted = (one for one in orderer.methods if orderer.is_wanted(one, part) and not one.given)
    method = next(wanted, None)  # what the first one lacks, its other manners lack, too
    if method is None:
        why = f"{part.offline} are supported only"
        if part.recipe:
            why = "not every written field of its recipe is proven by a relation"
        what = f"grade: proven is asked for, and {why}"
        step = (
            "leave out `accept: {grade: proven}`, or take a recipe whose every written field is computed, "
            "executed or quoted (docs/recipes.md)"
        )
    else:
        what, _, step = method.refusal(part, orderer.env).partition(" — ")
        step = step or "name a model with --model and --base-url and a `recipe`, or change the part"
    return UserFault(f"nothing can make its rows: {what}", where=f"part {part.name}", next_step=step)
