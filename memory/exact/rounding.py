"""Controlled rounding: tables of shares as whole numbers, with every margin rounded too.

Pure arithmetic on tables with gaps; it knows no plan. Exact (integers over a common denominator), so that
equal tables are rounded equally on every machine."""

import math
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

Place = tuple[int, int]
"""(row, column), both from 0."""
_MARGIN = -1


def controlled(table: Mapping[Place, Fraction], *, nearest: bool = True) -> dict[Place, int]:
    """Whole numbers, each next to its share (floor or ceiling), whose row sums, column sums and total are
    next to those of the shares too.

    Margins are entries of a table whose lines add up to nothing, in which fractions therefore lie on cycles;
    along a cycle as much is added as taken away until one of them is whole (Cox 1987, *A constructive
    procedure for unbiased controlled rounding*, without its lottery).

    Args:
        table: Shares, none below zero. Places that are missing stay so: nothing is put there.
        nearest: Of the two ways round a cycle the shorter is taken; else (and of equals) the one in which the
            entry that comes first in the table grows."""
    import networkx as nx

    scale = math.lcm(*(share.denominator for share in table.values()), 1)
    amounts = {place: int(share * scale) for place, share in table.items()}
    for (row, column), amount in list(amounts.items()):
        for margin in ((row, _MARGIN), (_MARGIN, column)):
            amounts[margin] = amounts.get(margin, 0) - amount
        amounts[_MARGIN, _MARGIN] = amounts.get((_MARGIN, _MARGIN), 0) + amount
    order = {place: number for number, place in enumerate(table)}
    fractions = nx.Graph([_line(place) for place, amount in amounts.items() if amount % scale])
    for place in table:
        while amounts[place] % scale:
            cycle = _cycle(place, fractions)
            _even_out(cycle, amounts, scale, order, nearest)
            fractions.remove_edges_from([_line(one) for one in cycle if not amounts[one] % scale])
    return {place: amounts[place] // scale for place in table}


def split_evenly(counts: Mapping[Place, int], number: int) -> list[dict[Place, int]]:
    """A table of counts as the sum of so many, each of whose entries, row sums, column sums and total is
    within one of its even share.

    One share is cut off after the other; what is left can still be shared evenly, for its entries and margins
    stay between those of the floors and those of the ceilings."""
    left = dict(counts)
    result: list[dict[Place, int]] = []
    for shares in range(number, 1, -1):
        cut = controlled({place: Fraction(n, shares) for place, n in left.items()}, nearest=False)
        left = {place: n - cut[place] for place, n in left.items()}
        result.append(cut)
    return [*result, left]


def _cycle(start: Place, fractions: "nx.Graph[tuple[str, int]]") -> list[Place]:
    """A cycle among the fractions, found by going on from one that need not be in it: `nx.find_cycle` takes
    five times as long, half a minute for 77 labels in 300 leaves."""
    path, seen = [*_line(start)], {("row", start[0]): 0}
    while path[-1] not in seen:
        seen[path[-1]] = len(path) - 1
        path.append(next(line for line in fractions.neighbors(path[-1]) if line != path[-2]))
    edges = map(dict, pairwise(path[seen[path[-1]] :]))
    return [(edge["row"], edge["column"]) for edge in edges]


def _line(place: Place) -> tuple[tuple[str, int], tuple[str, int]]:
    """A place as what joins its row and its column."""
    return ("row", place[0]), ("column", place[1])


def _even_out(
    cycle: list[Place], amounts: dict[Place, int], scale: int, order: Mapping[Place, int], nearest: bool
) -> None:
    """Add to and take from the entries of a cycle by turns until one of them is whole."""
    first = min(range(len(cycle)), key=lambda n: order.get(cycle[n], len(order)))
    turned = cycle[first:] + cycle[:first]
    grow = min(_room(amounts[place], scale, n % 2 == 0) for n, place in enumerate(turned))
    shrink = min(_room(amounts[place], scale, n % 2 == 1) for n, place in enumerate(turned))
    step = -shrink if nearest and shrink < grow else grow
    for n, place in enumerate(turned):
        amounts[place] += step if n % 2 == 0 else -step


def _room(amount: int, scale: int, up: bool) -> int:
    """How far an amount is from the next whole above, or below."""
    return scale - amount % scale if up else amount % scale
