"""Whether two expressions or two equations say the same, found at seeded points.

Numbers are refuted or confirmed exactly where all is rational; elsewhere 40 of 60 digits must agree. Two
expressions with names are the same where they agree at POINTS random rational points: for polynomials and
quotients of them the values are exact and the chance of a false agreement is below degree/10⁶ at each point
(Schwartz 1980, lemma 1); for others it's strong evidence, no proof. Real functions are compared where every
step of both is real, so √(x²) is not x but √x·√y is √(xy).
"""

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from seedbed.memory.randomness import rng
from seedbed.tools.verification.algebra.numeric import (
    difference,
    is_real,
    less,
    quotient,
    real_worth,
    same_number,
    worth,
)
from seedbed.tools.verification.syntax import ExpressionFault, Node, Relation, names_of

POINTS = 5
"""Points at which two expressions must agree."""
_TRIES = 24
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def same_value(left: Node, right: Node) -> bool:
    """Whether two expressions have the same value wherever both are defined.

    Raises:
        ExpressionFault: no number, or defined at too few points to tell.
    """
    names = sorted(names_of(left) | names_of(right))
    if not names:
        return same_number(_closed(left), _closed(right))
    return _agree(names, left, right)


@lru_cache(maxsize=2048)
def _closed(node: Node) -> Any:
    """The value of a tree without names; members of a set are compared many times."""
    return worth(node, {})


def same_relation(left: Relation, right: Relation) -> bool:
    """Whether one relation is the other times a constant: y = 2x + 3 and 2x - y + 3 = 0.

    A negative constant turns an inequality round.
    """
    names = sorted(names_of(left))
    if not names or names != sorted(names_of(right)):
        return False
    ratios: list[Any] = []
    for at in _points(names):
        try:
            first, second = _gap(left, at), _gap(right, at)
        except ExpressionFault:
            continue
        if same_number(second, Fraction(0)):
            if not same_number(first, Fraction(0)):
                return False
            continue
        ratios.append(quotient(first, second))
        if not same_number(ratios[0], ratios[-1]) or same_number(ratios[-1], Fraction(0)):
            return False
        if len(ratios) == POINTS:
            return _same_direction(left.op, right.op, ratios[0])
    raise ExpressionFault("two relations that are defined at too few points")


def _same_direction(left: str, right: str, ratio: Any) -> bool:
    if left in ("=", "!="):
        return left == right
    return is_real(ratio) and left == (right if less(Fraction(0), ratio) else _FLIPPED[right])


def _gap(relation: Relation, at: dict[str, Fraction]) -> Any:
    return difference(worth(relation.left, at), worth(relation.right, at))


def _agree(names: list[str], left: Node, right: Node) -> bool:
    real, complex_same, complex_other = 0, 0, 0
    for at in _points(names):
        try:
            (first, first_real), (second, second_real) = real_worth(left, at), real_worth(right, at)
            both_real, same = first_real and second_real, same_number(first, second)
        except ExpressionFault:
            continue
        if both_real and not same:
            return False
        real += both_real
        complex_same += same and not both_real
        complex_other += not same and not both_real
        if real == POINTS:
            return True
    if real >= 2:
        return True
    if real + complex_same + complex_other >= 2:
        return complex_other == 0
    raise ExpressionFault("two expressions that are defined at too few points to tell")


def _points(names: list[str]) -> Iterator[dict[str, Fraction]]:
    """Points for the names, the same in every run: positive and negative ones in turn, near one and far."""
    draws: dict[str, random.Random] = {name: rng(0, "points of equivalence", name) for name in names}
    for number in range(_TRIES):
        size = (1, 1, 3, 10)[number % 4]
        sign = -1 if number % 3 == 1 else 1
        yield {
            name: sign * Fraction(draw.randrange(1, size * 999_983), 999_983 if number % 2 else 99_991)
            for name, draw in draws.items()
        }
