"""Rectangles of a treemap: one for each concept, those below it inside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import squarify

WIDE, HIGH = 1000, 560
_HEAD = 24
"""Height of the line with a concept's name above those below it."""
_LEAST = (120, 90)
"""Width and height from which those below a concept are drawn inside it."""
_GAP = 3


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle."""

    id: str
    x: float
    y: float
    width: float
    height: float
    holds: bool
    """Whether others lie inside."""
    own: bool = False
    """Whether it stands for what a concept with others below it holds itself."""


def boxes(
    at: str,
    below: Mapping[str, Sequence[str]],
    size: Callable[[str], float],
    depth: int = 2,
    area: tuple[float, float, float, float] = (0, 0, WIDE, HIGH),
) -> Iterator[Box]:
    """The rectangles of all below a concept, or of itself where nothing is; outer ones before inner ones.

    Args:
        size: What a concept's area is in proportion to, all below it included; at 0 there is none.
        depth: Levels that are drawn."""
    inner = below[at]
    rest = size(at) - sum(size(one) for one in inner)
    sized = sorted(((size(one), one) for one in inner if size(one) > 0), key=lambda pair: -pair[0])
    sized += [(rest, at)] if rest > 0 else []
    x, y, width, height = area
    if not sized or width < 1 or height < 1:
        return
    values = squarify.normalize_sizes([value for value, _ in sized], width, height)
    for (_, id), place in zip(sized, squarify.squarify(values, x, y, width, height), strict=True):
        own = id == at
        wide, high = place["dx"] - _GAP, place["dy"] - _GAP
        holds = not own and depth > 1 and bool(below[id]) and wide > _LEAST[0] and high > _LEAST[1]
        yield Box(id, place["x"], place["y"], max(wide, 1), max(high, 1), holds, own and bool(inner))
        if holds:
            inside = (place["x"] + _GAP, place["y"] + _HEAD, wide - _GAP, high - _HEAD)
            yield from boxes(id, below, size, depth - 1, inside)
