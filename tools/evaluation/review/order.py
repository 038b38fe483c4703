"""In which order rows are shown: one score with weights, and streams dealt in turn. A pure function of the
pool, the decisions so far, the reviewer and the run's seed.

Doubtful rows come by the score; beside them rows drawn at random (by which alone a share is told without
bias), rows that a judge refused, planted ones and rows that another person decided. The score adds, on the
scale of log-odds, what the row's evidence says and how often rows with something in common were found wrong:
by the checks, and by people so far. Orders re-labelling by doubt as active label cleaning does (Bernhardt et
al. 2022), with the out-of-sample class score of confident learning (Northcutt et al. 2021).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from seedbed.memory.exact.randomness import draw_seed
from seedbed.memory.review import Decided, PlantedRow, Stream, by_row
from seedbed.tools.evaluation.review.signals import FIGURES, Pool, Signals

if TYPE_CHECKING:
    from numpy.typing import NDArray

TURNS: tuple[Stream, ...] = (
    *("doubt", "drawn", "doubt", "planted", "doubt", "again"),
    *("doubt", "drawn", "doubt", "refused", "doubt", "doubt"),
)
"""Which stream each of twelve rows is from, where it has one."""
OVERLAP = 0.2
"""Share of the decided rows that a second person is shown, too."""
_MOST = 3.0
"""What groups say at most, in log-odds."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """How doubt is told: weights of what is read of a row, and how soon groups are believed. They were chosen
    on runs of the benchmark (`benchmarks/review.py`, seeds 10 to 12) that its figures don't rest on."""

    split: float = 2.0
    tried: float = 1.0
    thin: float = 0.5
    first: float = 0.25
    odd: float = 1.0
    rare: float = 2.0
    """Of the ranks by words (`like` too), each −log of the share that ranks higher."""
    like: float = 1.0
    refused: float = 0.25
    """Of how often the checks found rows of its groups wrong."""
    learnt: float = 1.0
    """Of how often people did."""
    prior: float = 8.0
    """Candidates that a group has to have before it counts half."""
    turns: tuple[Stream, ...] = TURNS


@dataclass(frozen=True, slots=True)
class Item:
    """What is shown next."""

    id: str
    stream: Stream
    number: int
    """Of its candidate; 0: it is planted."""


def by_doubt(pool: Pool, decisions: Sequence[Decided], strategy: Strategy) -> "NDArray[Any]":
    """The score of each row of the pool, in its order: log-odds of being wrong, up to a constant."""
    import numpy as np

    if not pool.rows:
        return np.zeros(0)
    table = pool.table
    base = sum(getattr(strategy, name) * table.figures[name] for name in FIGURES)
    decided: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in decisions:
        if one.right is None or one.number not in pool.rows or pool.rows[one.number].refused:
            continue
        for group in ("", *pool.rows[one.number].groups):
            decided[group][0] += not one.right
            decided[group][1] += 1
    said = np.zeros(len(table.groups))
    for tallies, weight in ((pool.refusals, strategy.refused), (decided, strategy.learnt)):
        all_wrong, every = tallies.get("", (0, 0))
        for group, (wrong, number) in tallies.items():
            if group in table.groups:
                odds = _log_odds(wrong, number, all_wrong, every, strategy.prior)
                said[table.groups[group]] += weight * odds
    grouped = np.bincount(table.of_row, weights=said[table.of_group], minlength=len(pool.rows))
    return np.asarray(base + np.clip(grouped, -_MOST, _MOST))


def _doubtful(pool: Pool, decisions: Sequence[Decided], strategy: Strategy) -> Iterator[Signals]:
    """The rows, the most doubtful first; of equals by their ids, so that being doubtful tells nothing of the
    random order."""
    import numpy as np

    table = pool.table
    order = np.lexsort((table.ids, -by_doubt(pool, decisions, strategy)))
    return (table.rows[place] for place in order)


def _log_odds(wrong: int, number: int, all_wrong: int, every: int, prior: float) -> float:
    """How much oftener a group is wrong than all are, in log-odds, held back where it is small."""
    rate = (all_wrong + 0.5) / (every + 1)
    return math.log((wrong + prior * rate) / (number - wrong + prior * (1 - rate)) * (1 - rate) / rate)


def upcoming(
    pool: Pool,
    decisions: Sequence[Decided],
    planted: Mapping[str, PlantedRow],
    reviewer: str,
    seed: int,
    strategy: Strategy = Strategy(),
    most: int = 20,
) -> Iterator[Item]:
    """What a reviewer is shown next, and after that, were nothing decided meanwhile.

    Several who review at one time are shown different rows: each skips as many as there are before.

    Args:
        most: Rows of each stream that are looked at.
    """
    made, mine = by_row(decisions), {one.row for one in decisions if one.reviewer == reviewer}
    turn = sum(one.reviewer == reviewer for one in decisions)
    skip = sorted({one.reviewer for one in decisions} | {reviewer}).index(reviewer)

    def first(stream: Stream, ordered: Iterable[Signals], *, refused: bool = False) -> list[Item]:
        """Rows of a stream; those that another is looking at come last."""
        left = (one for one in ordered if one.refused == refused and one.row not in made and not one.gone)
        rows = list(islice(left, most + skip))
        return [Item(one.row, stream, one.number) for one in (*rows[skip:], *rows[:skip])]

    streams: dict[Stream, list[Item]] = {
        "doubt": first("doubt", _doubtful(pool, decisions, strategy)),
        "drawn": first("drawn", pool.by_place),
        "refused": first("refused", pool.by_place, refused=True),
        "again": [
            Item(row, "again", every[0].number)
            for row, every in made.items()
            if len(every) == 1
            and row not in mine
            and every[0].number
            and draw_seed(seed, "overlap", row) < OVERLAP * 2**53
        ],
        "planted": [
            Item(id, "planted", 0)
            for id in sorted(planted, key=lambda id: draw_seed(seed, f"shown to {reviewer}", id))
            if id not in mine
        ],
    }
    shown: set[str] = set()
    queues = {name: iter(items) for name, items in streams.items() if name in strategy.turns}
    while queues:
        stream = strategy.turns[turn % len(strategy.turns)]
        turn += 1
        item = next((one for one in queues.get(stream, ()) if one.id not in shown), None)
        if item is None:
            queues.pop(stream, None)
            continue
        shown.add(item.id)
        yield item
