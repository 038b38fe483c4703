"""The problem that a brief orders: drawn again wherever it is needed, the same each time."""

from collections.abc import Mapping
from typing import Any

from seedbed.memory.exact.randomness import rng
from seedbed.tools.offline.problems import library
from seedbed.tools.offline.problems.price import Price
from seedbed.tools.offline.problems.problem import Problem


def family_of(leaf: str) -> str:
    """The problem family of a leaf: the last part of its id."""
    return leaf.rsplit(".", 1)[-1]


def ordered(leaf: str, grounding: Mapping[str, Any], seed: int) -> Problem:
    """A brief's problem.

    Args:
        grounding: `level`, `prices` (item, unit, amount, currency each) and, with prices, the `place` that
            has them.
        seed: The brief's.

    Raises:
        ProblemFault: nothing can be drawn from this.
    """
    prices = [Price(*price) for price in grounding["prices"]]
    place = str(grounding.get("place") or "")
    return library.draw(family_of(leaf), grounding["level"], rng(seed, "problem"), place, prices)
