"""Entries of families without prices, and the test whether a number is nice. It does not know any family."""

from fractions import Fraction

from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import Entry, Shape

Shapes = tuple[Shape, ...]


def plain(name: str, gloss: str, easy: Shapes, medium: Shapes, hard: Shapes) -> Entry:
    """A family that neither takes nor needs a price list, with its shapes by level."""
    family = Family(name, gloss, LEVELS, takes_prices=False, needs_prices=False)
    return Entry(family, {"easy": easy, "medium": medium, "hard": hard})


def neat(value: Fraction | int, parts: int = 1) -> bool:
    """Whether a value is a whole number of `parts`-ths: with 100, it has at most two decimals."""
    return (Fraction(value) * parts).denominator == 1
