"""How much checking rows still need, by what the checks refused of the last ones.

Every row is examined in full until at most one in twenty would be wrong without the paid checks, at 95 %:
none refused of 59, one of 93, two of 124 (Clopper and Pearson 1934), counted back from the last. From then on
one row in ten is drawn for all of them: continuous sampling (Dodge 1943, plan CSP-1; that a few refusals
are borne by a longer count is what differs). A refusal among the drawn ones brings every row back for the
next twenty; a second within those is a change, and what was seen before it counts no more (plan CSP-2 of
Dodge and Torrey 1951). Which checks are left out: as many as together keep the bound, those that refused
fewest first. A method may earn trust in its cell alone, or with its part, unless the method's rows or the
cell's speak against it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from seedbed.agent.work import AGAIN
from seedbed.memory.brief import Trust
from seedbed.memory.exact.randomness import rng
from seedbed.tools.evaluation.calibration import chance_of

BOUND, ERROR = 0.05, 0.05
"""Share of rows that may be wrong without the paid checks; chance that it is more all the same."""
SAMPLED = 10
"""One row in so many is drawn. In replays of 600 rows with a true error rate of 2 %, 10 has a third of them
examined and 5 44 %; where it changes to 30 % in the middle 1.9 and 1.1 % pass wrong."""
CLOSER = 20
"""Rows that are examined in full after a refusal."""
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
    _watched: frozenset[str] = frozenset()

    def add(self, cell: str, method: str, refused: str, trust: Trust | None) -> None:
        """One more row.

        Args:
            trust: As it was when the row was ordered.
        """
        self.rows.append((cell, method, refused))
        if self.closer:
            self.closer -= not refused
            if refused in self._watched:
                del self.rows[: self._refusal]
                self.closer = 0
        elif trust is not None and refused in trust.checks:
            self.closer, self._refusal = CLOSER, len(self.rows) - 1
            self._watched = frozenset(trust.checks)
        if len(self.rows) > _KEPT and not self.closer:
            del self.rows[:-_KEPT]

    @property
    def lost(self) -> bool:
        """Whether nothing can have trust by it."""
        return self.closer > 0 or len(self.rows) < _needed(0)

    def trust(self, cell: str, method: str, checks: Sequence[str], *, drawn: bool = False) -> Trust | None:
        """Which of some paid checks a row can do without; None: it needs all."""
        if self.lost:
            return None
        known = Counter(refused for *_, refused in self.rows)
        # Whoever is spared a check is spared its later draws, which refuse a part of what it refuses.
        order = sorted(checks, key=lambda one: (known[one] + known[one + AGAIN], not one.endswith(AGAIN)))
        for size in range(len(order), 0, -1):
            some = frozenset(order[:size])
            seen = [one for one in self.rows if not one[2] or one[2] in some]
            found = _within([bool(refused) for c, m, refused in seen if (c, m) == (cell, method)])
            if not found and (found := _within([bool(refused) for *_, refused in seen])):
                here = [bool(refused) for c, _, refused in seen if c == cell]
                alike = [bool(refused) for _, m, refused in seen if m == method]
                found = None if _beyond(here) or _beyond(alike) else found
            if found:
                rows, refused = found
                return Trust(checks=tuple(order[:size]), rows=rows, refused=refused, drawn=drawn)
        return None


def is_drawn(seed: int, number: int) -> bool:
    """Whether the row of a brief is one of the share that is examined all the same.

    Args:
        seed: The spec's.
    """
    return rng(seed, "drawn", number).randrange(SAMPLED) == 0


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
