"""How far ahead of the committer briefs are ordered: W, by the number of the last commit; and K.

A candidate asks several calls one after the other, some of them again, so the slowest holds up the decisions
after it, and with a short look-ahead few others are left to be made meanwhile. But what was learnt and
directed comes to bear W candidates later, a check that could be spared is asked W times more, and who writes
sees no row of the W before his. So W is short at first, in a small build shorter than its calls at once would
allow, and each critique says how long it may grow: to four times as much where nine of ten candidates are
accepted and checks are spared already, for there is little left to learn."""

import math
from bisect import bisect_left
from dataclasses import dataclass, field

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.estimate import ACCEPTANCE
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store

_LEAST_BY_BATCHES, _MOST_BY_BATCHES = 256, 4096
_AT_ONCE, _OF_TALKS, _GROWN = 2, 4, 8
"""Candidates for each call at once: at first, at first where talks are made, and at most."""
_OF_ROWS, _FEWEST = 4, 8
"""W is one in so many of the rows at most (at first twice that of talks, which ask far more calls one after
the other), or so many: else a small build is ordered before it is read."""
_OFTEN, _SELDOM = 12, 500
"""Commits between two critiques, at least and at most."""


@dataclass(slots=True)
class Ahead:
    """W of a run; a pure function of the commits before, so that briefs are, whatever the concurrency."""

    least: int
    """At first, and where there is much to learn."""
    most: int
    """What a critique may let it grow to; where it is the least, W stays as it is."""
    _steps: list[tuple[int, int, int]] = field(default_factory=list)
    """(commit, last brief ordered then, W from there on), each where W changed."""

    def reach(self, commit: int) -> int:
        """Number of the last brief that is ordered once a commit has been decided: one or two more for each
        commit, until it is W. `commit`: 0: none was."""
        # The last step before it: a critique is heard from the next commit on.
        before = bisect_left(self._steps, commit, key=lambda step: step[0])
        at, far, wide = self._steps[before - 1] if before else (0, self.least, self.least)
        return max(far, min(commit + wide, far + 2 * (commit - at)))

    def heed(self, commit: int, wide: int) -> None:
        """A critique after a commit says how long W may grow."""
        if wide and wide != (self._steps[-1][2] if self._steps else self.least):
            self._steps.append((commit, self.reach(commit), wide))


def ahead_of(spec: Spec, concurrent: int, *, batch: bool) -> Ahead:
    """W of a new run: as the spec says. Else by batches a third of the candidates (all of them would take the
    fewest rounds, and no check could be spared); otherwise for each call at once two candidates (four where
    talks are made), and up to eight as critiques allow, but never more than a quarter of the rows (of
    talks half), or 8."""
    if spec.look_ahead:
        return Ahead(spec.look_ahead, spec.look_ahead)
    if batch:
        third = math.ceil(spec.rows / ACCEPTANCE / 3)
        always = min(_MOST_BY_BATCHES, max(_LEAST_BY_BATCHES, third))
        return Ahead(always, always)
    recipes = [recipe_of(part) for part in spec.parts if part.recipe]
    talks = any(step.how == "talk" for recipe in recipes for step in recipe.steps)
    least = concurrent * (_OF_TALKS if talks else _AT_ONCE)
    if not recipes:  # offline sources wait for this machine alone
        return Ahead(least, least)
    quarter = spec.rows // _OF_ROWS
    least = min(least, max(_FEWEST, 2 * quarter if talks else quarter))
    return Ahead(least, max(least, min(concurrent * _GROWN, quarter)))


def period_of(spec: Spec) -> int:
    """K of a new run, commits between two critiques: as the spec says, else a twentieth of the rows. At least
    what a model reads together: so a small build hears of its habits while most of it is to come."""
    return spec.critique_every or min(_SELDOM, max(_OFTEN, spec.rows // 20))


def ahead_in(store: Store) -> Ahead:
    """W of a run, as it was fixed when it was made, and as its critiques have let it grow."""
    least = int(store.meta("look_ahead") or 1)
    found = Ahead(least, int(store.meta("widest_ahead") or least))
    for _, critique in store.journal_entries("critique"):
        found.heed(int(critique["commit"]), int(critique.get("ahead", 0)))
    return found
