"""Every family and level with what it needs, for tests that go through all of them."""

import random

from seedbed.tools.verification.problems.library import draw, families
from seedbed.tools.verification.problems.problem import Problem
from seedbed.tools.verification.problems.scene import Scene
from seedbed.tools.verification.problems.scenes import scene_from
from tests.tools.verification.price_list import HIRE_PRICES

FIRM: Scene = scene_from("bike hire", "Larkspoke Cycle Hire", [])
NEEDS_PRICES = frozenset(family.name for family in families() if family.needs_prices)
CELLS: tuple[tuple[str, str], ...] = tuple(
    (family.name, level) for family in families() for level in family.levels
)


def drawn(family: str, level: str, number: int) -> Problem:
    """The problem with this number, with prices where the family needs them."""
    rng = random.Random(f"{family}/{level}/{number}")
    if family in NEEDS_PRICES:
        return draw(family, level, rng, FIRM, HIRE_PRICES)
    return draw(family, level, rng)
