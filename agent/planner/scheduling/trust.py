"""How much checking rows still need, by what the checks refused of the last ones.

Every row is examined in full until at most one in twenty would be wrong without the paid checks, at 95 %:
none refused of 59, one of 93, two of 124 (Clopper and Pearson 1934), counted back from the last. From then on
one row of each block (`interval`) is drawn for all of them: continuous sampling (Dodge 1943, plan CSP-1; that
a few refusals are borne by a longer count is what differs). A refusal among the drawn ones brings every row
back for the next twenty; two more within those are a change, and what was seen before them counts no more
(after plan CSP-2 of Dodge and Torrey 1951). Which checks are left out: as many as together keep the bound,
those that refused fewest first; but fewer than all only where all surely refuse too much, or 118 rows (of few
half of them) were examined in full: a row that some checks were spared tells nothing of all, so trust in all
would be long in coming. A method may earn trust in its cell alone, or with its part, unless
the method's rows or the cell's speak against it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from seedbed.memory.brief import Trust
from seedbed.memory.exact.randomness import rng
from seedbed.tools.evaluation.calibration import chance_of

BOUND, ERROR = 0.05, 0.05
"""Share of rows that may be wrong without the paid checks; chance that it is more all the same."""
_INTERVALS, _PART_ROWS = (5, 40), 70
"""From one row drawn in 5 to one in 40; one in a seventieth of the part's rows between these."""
_PATIENCE = (2, 118)
"""One row in so many of a part is examined in full before some checks are spared without others that may yet
earn it; rows, at most: twice 59, so that the 59 after it make good what is refused among the first 59."""
CLOSER, CHANGE = 20, 3
"""Rows that are examined in full after a refusal, and the refusals that are a change, with it."""
_KEPT = 400
"""Rows that a record goes back."""


@dataclass(slots=True)
class Record:
    """What the checks said of the rows of one part that all of them examined."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    """(cell, method, the check that refused it; empty: none did), oldest first."""
    closer: int = 0
    """Rows that are still to be examined in full after a refusal."""
    _refusal: int = 0
    """Where that stands among the rows."""
    _refusals: int = 0
    """How many there were with it."""
    _watched: frozenset[str] = frozenset()
    _known: Counter[str] = field(default_factory=Counter, repr=False, compare=False)
    """Rows by the check that refused them, and below, rows by the checks that are left out: both counted when
    first asked for, and forgotten with the next row."""
    _counted: "dict[tuple[str, ...], _Counted]" = field(default_factory=dict, repr=False, compare=False)

    def add(self, cell: str, method: str, refused: str, trust: Trust | None) -> None:
        """One more row. `trust`: as it was when the row was ordered."""
        self._known.clear()
        self._counted.clear()
        self.rows.append((cell, method, refused))
        if self.closer:
            self.closer -= not refused
            self._refusals += refused in self._watched
            if self._refusals == CHANGE:
                del self.rows[: self._refusal]
                self.closer = 0
        elif trust is not None and refused in trust.checks:
            self.closer, self._refusal, self._refusals = CLOSER, len(self.rows) - 1, 1
            self._watched = frozenset(trust.checks)
        if len(self.rows) > _KEPT and not self.closer:
            del self.rows[:-_KEPT]

    @property
    def lost(self) -> bool:
        """Whether nothing can have trust by it."""
        return self.closer > 0 or len(self.rows) < _needed(0)

    def trust(
        self, cell: str, method: str, checks: Sequence[str], *, drawn: bool = False, rows: int = 0
    ) -> Trust | None:
        """Which of some paid checks a row can do without; None: it needs all. `rows`: of the part, as the
        spec has them. 0: some checks are spared as soon as may be."""
        if self.lost:
            return None
        if not self._known:
            self._known.update(refused for *_, refused in self.rows)
        order = tuple(sorted(checks, key=self._known.__getitem__))
        one_in, most = _PATIENCE
        waits = len(self.rows) < min(rows // one_in, most)
        for size in range(len(order), 0, -1):
            some = order[:size]
            if (seen := self._counted.get(some)) is None:
                seen = self._counted[some] = _Counted(self.rows, some)
            found = _within(seen.own[cell, method])
            if not found and not (_beyond(seen.cells[cell]) or _beyond(seen.methods[method])):
                found = seen.within
            if found:
                return Trust(checks=some, rows=found[0], refused=found[1], drawn=drawn)
            if waits and not seen.beyond:
                break
        return None


class _Counted:
    """Whether they were refused, of the rows that passed or that one of some checks refused, oldest first."""

    def __init__(self, rows: Sequence[tuple[str, str, str]], checks: Sequence[str]) -> None:
        every: list[bool] = []
        self.cells, self.methods = defaultdict[str, list[bool]](list), defaultdict[str, list[bool]](list)
        self.own = defaultdict[tuple[str, str], list[bool]](list)
        for cell, method, refused in rows:
            if not refused or refused in checks:
                for some in (every, self.cells[cell], self.methods[method], self.own[cell, method]):
                    some.append(bool(refused))
        self.within, self.beyond = _within(every), _beyond(every)


def interval(rows: int) -> int:
    """How many rows of a part one is drawn from.

    After a change to an error rate p it takes interval / p rows until a drawn one tells of it, so about as
    many wrong ones pass as the interval is long, whatever p is. With them the bound is to be kept: of 200
    replays of 300 to 2,000 rows, 2 % wrong and from the middle on 30 %, 95 % delivered at most 4.3 to 4.9 %
    wrong ones; of 300, 600, 1,200 and 2,000 rows, 2 % wrong throughout, 53, 33, 17 and 11 % were examined.

    Args:
        rows: Of the part, as the spec has them."""
    low, high = _INTERVALS
    return max(low, min(high, rows // _PART_ROWS))


def is_drawn(seed: int, number: int, rows: int) -> bool:
    """Whether the row of a brief is one of the share that is examined all the same. `seed`: the spec's.
    `rows`: of the part, as the spec has them."""
    block, place = divmod(number, interval(rows))
    return rng(seed, "drawn", block).randrange(interval(rows)) == place


def _within(refused: Sequence[bool]) -> tuple[int, int] | None:
    """The longest run of rows up to the last that keeps the bound, and of these the refused; None: none."""
    found, bad = None, 0
    for size, one in enumerate(reversed(refused), 1):
        bad += one
        if len(refused) < _needed(bad):
            break
        if size >= _needed(bad):
            found = size, bad
    return found


def _beyond(refused: Sequence[bool]) -> bool:
    """Whether these rows say that the bound is passed among them."""
    bad = sum(refused)
    return bad > max(1, BOUND * len(refused)) and 1 - chance_of(bad - 1, len(refused), BOUND) < ERROR


@cache
def _needed(refused: int) -> int:
    """Rows in which so many refusals keep the bound."""
    size = _needed(refused - 1) if refused else 1
    while chance_of(refused, size, BOUND) > ERROR:
        size += 1
    return size
