"""How far ahead of the committer briefs are ordered: W, by the number of the last commit.

Candidates ask several calls one after the other, so the slowest holds up the decisions after it, and with a
short look-ahead few others are left to be made meanwhile. A long one from the beginning costs calls: no check
is spared before rows were decided. So W grows with what has been decided."""

import math
from dataclasses import dataclass

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.estimate import ACCEPTANCE
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store

_LEAST_BY_BATCHES, _MOST_BY_BATCHES = 256, 4096
_AT_ONCE, _OF_TALKS, _GROWN = 2, 4, 8
"""Candidates for each call at once: at first, at first where talks are made, and at last."""
_OF_ROWS = 16
"""W grows to one in so many of the rows: what was learnt and directed comes to bear W candidates later, which
costs candidates (1,200 rows of a hard world: W of an eighth to a fifth of them 5 to 7 % more tokens)."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """W of a run; a pure function of the commit's number, so that briefs are, whatever the concurrency."""

    least: int
    """At first."""
    most: int
    """At last; where it is the least, W stays as it is."""

    def reach(self, commit: int) -> int:
        """Number of the last brief that is ordered once a commit has been decided. `commit`: 0: none was."""
        return commit + min(self.most, max(self.least, commit))


def ahead_of(spec: Spec, concurrent: int, *, batch: bool) -> Ahead:
    """W of a new run: as the spec says. Else by batches a third of the candidates (all of them would take the
    fewest rounds, and no check could be spared); otherwise for each call at once two candidates (four where
    talks are made), and later as many as were decided, up to eight or a sixteenth of the rows."""
    if spec.look_ahead:
        return Ahead(spec.look_ahead, spec.look_ahead)
    if batch:
        third = math.ceil(spec.rows / ACCEPTANCE / 3)
        always = min(_MOST_BY_BATCHES, max(_LEAST_BY_BATCHES, third))
        return Ahead(always, always)
    talks = any(step.how == "talk" for part in spec.parts if part.recipe for step in recipe_of(part).steps)
    least = concurrent * (_OF_TALKS if talks else _AT_ONCE)
    return Ahead(least, max(least, min(concurrent * _GROWN, spec.rows // _OF_ROWS)))


def ahead_in(store: Store) -> Ahead:
    """W of a run, as it was fixed when it was made; in those of older versions it doesn't grow."""
    least = int(store.meta("look_ahead") or 1)
    return Ahead(least, int(store.meta("most_ahead") or least))
