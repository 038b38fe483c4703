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
    mine = [one for one in orderer.methods if one.offline == part.offline and not one.given]
    wanted = [one.refusal(part, orderer.env) for one in mine if orderer.is_wanted(one, part)]
    found = [refusal.partition(" — ")[::2] for refusal in wanted]
    if not found:
        why = f"{part.offline} are supported only"
        if part.recipe:
            why = "not every written field of its recipe is proven by a relation"
        step = (
            "leave out `accept: {grade: proven}`, or take a recipe whose every written field is computed, "
            "executed or quoted (docs/recipes.md)"
        )
        found = [(f"grade: proven is asked for, and {why}", step)]
    first, *others = dict.fromkeys(cause for cause, _ in found)
    head = first.partition(": ")[0]
    steps = dict.fromkeys(step for _, step in found if step)
    return UserFault(
        f"nothing can make its rows: {'; '.join([first, *(o.removeprefix(f'{head}: ') for o in others)])}",
        where=f"part {part.name}",
        next_step="; or ".join(steps) or "name another model with --model and --base-url, or change the part",
    )
