"""Small curves over the critiques, as points of SVG lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

WIDE, HIGH = 600, 120
_EDGE = 6


@dataclass(frozen=True, slots=True)
class Curve:
    """One figure over the commits at which it was read."""

    lines: tuple[str, ...]
    """Points of polylines; where the figure wasn't known, another begins."""
    band: str
    """Points of the polygon of its interval; empty: none is known."""
    marks: tuple[float, ...]
    """Where along it something was changed."""
    high: float
    """The upper end of its scale, which begins at 0."""


def curve(
    commits: Sequence[int],
    values: Sequence[float | None],
    high: float,
    ends: Sequence[tuple[float | None, float | None]] = (),
    marks: Sequence[int] = (),
) -> Curve:
    """The curve of a figure.

    Args:
        ends: Of its interval, low and high.
        marks: Commits after which something was changed.
    """
    first, span = commits[0], max(commits[-1] - commits[0], 1)

    def x(commit: int) -> float:
        return round(_EDGE + (commit - first) / span * (WIDE - 2 * _EDGE), 1)

    def point(commit: int, value: float) -> str:
        return f"{x(commit)},{HIGH - _EDGE - value / high * (HIGH - 2 * _EDGE):.1f}"

    lines = [
        " ".join(point(at, value) for at, value in some if value is not None)
        for known, some in groupby(zip(commits, values, strict=True), lambda pair: pair[1] is not None)
        if known
    ]
    both = [(at, *pair) for at, pair in zip(commits, ends, strict=False)]
    upper = [point(at, top) for at, _, top in both if top is not None]
    lower = [point(at, least) for at, least, _ in reversed(both) if least is not None]
    return Curve(tuple(lines), " ".join(upper + lower), tuple(map(x, marks)), high)
