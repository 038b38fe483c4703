"""In which order rows are shown: one score with weights, and streams dealt in turn. A pure function of the
pool, the decisions so far, the reviewer and the run's seed.

Doubtful rows come by their score (`signals.py`); beside them rows drawn at random (by which alone a share is
told without bias), rows that a judge refused, planted ones and rows that another person decided. Orders
re-labelling by doubt as active label cleaning does (Bernhardt et al. 2022), with the out-of-sample score of
confident learning (Northcutt et al. 2021)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from seedbed.memory.exact.randomness import draw_seed
from seedbed.memory.review import Decided, PlantedRow, Stream, by_row
from seedbed.tools.evaluation.review.signals import Pool, Signals

TURNS: tuple[Stream, ...] = (
    *("doubt", "drawn", "doubt", "planted", "doubt", "again"),
    *("doubt", "drawn", "doubt", "refused", "doubt", "doubt"),
)
"""Which stream each of twelve rows is from, where it has one."""
OVERLAP = 0.2
"""Share of the decided rows that a second person is shown, too."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is shown next."""

    id: str
    stream: Stream
    number: int
    """Of its candidate; 0: it is planted."""


def upcoming(
    pool: Pool,
    decisions: Sequence[Decided],
    planted: Mapping[str, PlantedRow],
    reviewer: str,
    seed: int,
    turns: Sequence[Stream] = TURNS,
    most: int = 20,
    elsewhere: Collection[str] = (),
) -> Iterator[Item]:
    """What a reviewer is shown next, and after that, were nothing decided meanwhile.

    Several who review at one time are shown different rows: each skips as many as there are before.

    Args:
        most: Rows of each stream that are looked at.
        elsewhere: Rows that others are known to look at."""
    made, mine = by_row(decisions), {one.row for one in decisions if one.reviewer == reviewer}
    turn = sum(one.reviewer == reviewer for one in decisions)
    skip = sorted({one.reviewer for one in decisions} | {reviewer}).index(reviewer)

    def first(stream: Stream, ordered: Iterable[Signals], *, refused: bool = False) -> list[Item]:
        """Rows of a stream; those that another is looking at come last."""
        left = (one for one in ordered if one.refused == refused and one.row not in made and not one.gone)
        rows = list(islice(left, most + skip))
        rows = sorted((*rows[skip:], *rows[:skip]), key=lambda one: one.row in elsewhere)
        return [Item(one.row, stream, one.number) for one in rows]

    streams: dict[Stream, list[Item]] = {
        "doubt": first("doubt", pool.by_doubt),
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
    queues = {name: iter(items) for name, items in streams.items() if name in turns}
    while queues:
        stream = turns[turn % len(turns)]
        turn += 1
        item = next((one for one in queues.get(stream, ()) if one.id not in shown), None)
        if item is None:
            queues.pop(stream, None)
            continue
        shown.add(item.id)
        yield item
