"""The plan of a part that asks another part's problems backward: spread as the rows that it starts from.

How many numbers of a row can be asked for is tried on a few problems of its family. Pure but for the problems
that it draws, by a fixed seed.
"""

from collections.abc import Sequence
from random import Random

from seedbed.agent.planner.propose import Said
from seedbed.agent.writer.parents import level_of_parent
from seedbed.memory.brief import Cell
from seedbed.memory.errors import UserFault
from seedbed.memory.plan import PartPlan, largest_remainder
from seedbed.memory.spec import ANY, Part

_TRIED = 8
"""Problems of a family and level that are looked at."""
_USUAL = 2.0
"""Numbers that can be asked for of a problem of no known family."""


def plan_derived(part: Part, parent: PartPlan, levels: Sequence[str], said: Said) -> PartPlan:
    """Tree of the parent's, and quotas in proportion to what its rows allow.

    Args:
        said: Is told where they allow fewer rows than are wanted.

    Raises:
        UserFault: they allow none.
    """
    quotas: dict[str, int] = {}
    room: dict[str, float] = {}
    for leaf in parent.tree.leaves():
        for level in levels:
            there = level_of_parent(level, parent.difficulties)
            mine = Cell(part=part.name, leaf=leaf.id, label=ANY, difficulty=level)
            quotas[mine.key] = 0
            if there is not None:
                cell = mine.model_copy(update={"part": parent.part, "difficulty": there})
                rows = parent.quotas.get(cell.key, 0)
                room[mine.key] = rows * _variants(leaf.id, there) if rows else 0.0
    whole = sum(room.values())
    if not whole:
        raise UserFault(
            f"no row of {part.of!r} can be the start of a problem of the way {part.way!r}",
            where=f"part {part.name!r}",
            next_step="choose other families or levels, or another way",
        )
    if whole < part.rows:
        said(
            f"{part.name}: the {sum(parent.quotas.values())} rows of {part.of!r} allow about {whole:.0f} "
            f"by the way {part.way!r}, {part.rows} are wanted"
        )
    quotas |= dict(zip(room, largest_remainder(part.rows, list(room.values())), strict=True))
    return PartPlan(part=part.name, tree=parent.tree, difficulties=tuple(levels), quotas=quotas)


def _variants(leaf: str, level: str) -> float:
    """Rows that a row of a leaf allows, on average."""
    from seedbed.tools.verification.backward import maskable
    from seedbed.tools.verification.problems import library
    from seedbed.tools.verification.problems.solution import solution
    from seedbed.tools.verification.worked import annotated, steps_of

    name = leaf.rsplit(".", 1)[-1]
    family = next((family for family in library.families() if family.name == name), None)
    if family is None or level not in family.levels or not library.fits(name, level):
        return _USUAL
    found = 0
    for number in range(_TRIED):
        drawn = library.draw(name, level, Random(f"{leaf}/{level}/{number}"))
        steps = steps_of(annotated(solution(drawn)))
        found += len(maskable(drawn.text, steps.steps, drawn.answer))
    return found / _TRIED
