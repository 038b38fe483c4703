"""Other numbers than a number, not far from it."""

from decimal import Decimal, InvalidOperation
from random import Random

_STEPS = (1, 2, 3, 5, 10, 20)


def near(number: str, random: Random) -> list[str]:
    """Other numbers as long after the point, by steps that aren't far from its own size, in random order."""
    try:
        exact = Decimal(number)
    except InvalidOperation:
        return []
    steps = [step for step in _STEPS if step <= 3 or step <= exact]
    found = [new for step in steps for new in (exact + step, exact - step) if new > 0]
    return [f"{new:f}" for new in random.sample(found, len(found))]
