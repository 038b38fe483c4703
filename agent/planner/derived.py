"""The plan of a part whose rows are made of another part's: spread as the rows that it starts from.

How many each row allows is known (rephrasings, evolutions) or tried on a few problems of its family (numbers
that can be asked for backward). Pure but for the problems that it draws, by a fixed seed.
"""

from collections.abc import Sequence
from random import Random

from seedbed.agent.planner.propose import Said
from seedbed.agent.writer.parents import BACKWARD_WAYS, PAIRS, VARIANTS, level_of_parent
from seedbed.memory.brief import Cell
from seedbed.memory.errors import UserFault
from seedbed.memory.plan import PartPlan, largest_remainder
from seedbed.memory.spec import ANY, Part

_TRIED = 8
"""Problems of a family and level that are looked at."""


def plan_derived(part: Part, parent: PartPlan, levels: Sequence[str], said: Said) -> PartPlan:
    """Tree of the parent's, and quotas in proportion to what its rows allow.

    Args:
        said: Is told where they allow fewer rows than are wanted.

    Raises:
        UserFault: they allow none.
    """
    levels = parent.difficulties if part.task == "preferences" else levels
    quotas: dict[str, int] = {}
    room: dict[str, float] = {}
    for leaf in parent.tree.leaves():
        for level in levels:
            there = level_of_parent(part.way, level, parent.difficulties)
            mine = Cell(part=part.name, leaf=leaf.id, label=ANY, difficulty=level)
            quotas[mine.key] = 0
            if there is not None:
                cell = mine.model_copy(update={"part": parent.part, "difficulty": there})
                rows = parent.quotas.get(cell.key, 0)
                room[mine.key] = rows * _variants(part, leaf.id, there) if rows else 0.0
    whole = sum(room.values())
    if not whole:
        raise UserFault(
            f"no row of {part.of!r} can be the start of {_rows(part)}",
            where=f"part {part.name!r}",
            next_step="choose other families or levels, or another way",
        )
    if whole < part.rows:
        said(
            f"{part.name}: the {sum(parent.quotas.values())} rows of {part.of!r} allow about {whole:.0f} "
            f"{_of_them(part)}, {part.rows} are wanted"
        )
    quotas |= dict(zip(room, largest_remainder(part.rows, list(room.values())), strict=True))
    return PartPlan(part=part.name, tree=parent.tree, difficulties=tuple(levels), quotas=quotas)


def _rows(part: Part) -> str:
    return "a pair of answers" if part.task == "preferences" else f"a problem of the way {part.way!r}"


def _of_them(part: Part) -> str:
    return "pairs" if part.task == "preferences" else f"by the way {part.way!r}"


def _variants(part: Part, leaf: str, level: str) -> float:
    """Rows that a row of a leaf allows, on average."""
    way = part.way
    if part.task == "preferences":
        return float(PAIRS)
    from seedbed.tools.verification.backward import maskable
    from seedbed.tools.verification.problems import library
    from seedbed.tools.verification.problems.solution import solution
    from seedbed.tools.verification.worked import annotated, steps_of

    name = leaf.rsplit(".", 1)[-1]
    family = next((family for family in library.families() if family.name == name), None)
    if way not in BACKWARD_WAYS or family is None or level not in family.levels:
        return float(VARIANTS)
    if not library.fits(name, level):
        return float(VARIANTS)
    found = 0
    for number in range(_TRIED):
        drawn = library.draw(name, level, Random(f"{leaf}/{level}/{number}"))
        steps = steps_of(annotated(solution(drawn)))
        found += len(maskable(drawn.text, steps.steps, drawn.answer))
    return found / _TRIED
