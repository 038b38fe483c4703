"""Every family and level, for tests that go through all of them."""

import random

from seedbed.tools.offline.problems.library import draw, families
from seedbed.tools.offline.problems.problem import LEVELS, Problem
from tests.tools.verification.price_list import HIRE_PRICES

FIRM = "Larkspoke Cycle Hire"
CELLS: tuple[tuple[str, str], ...] = tuple((family.name, level) for family in families() for level in LEVELS)


def drawn(family: str, level: str, number: int) -> Problem:
    """The problem with this number; those about hire at the prices of the list, but for each third one."""
    rng = random.Random(f"{family}/{level}/{number}")
    priced = family != "shopping" and number % 3 != 2
    return draw(family, level, rng, FIRM, HIRE_PRICES) if priced else draw(family, level, rng)
