"""What comes of candidates one after the other, in the order of their decisions: faults of the program
itself, and rows that are all refused. Both are told while there is time to do something."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from seedbed.agent.planner.tree.materials import clean
from seedbed.graphs.candidate.sample import PROGRAM
from seedbed.graphs.observer import Observer
from seedbed.memory.candidate import Verdict
from seedbed.memory.errors import Paused

_TOO_MANY = 5
BARREN = 20
"""Candidates refused in a row, of which a person is told: a third of those after which a concept is given up.
Where half of all are kept, one streak in a million is as long."""
_SHOWN = 200
"""Characters of a reason."""


@dataclass(slots=True)
class Streaks:
    """Those that go on."""

    faults: int = 0
    """Rows that the program itself failed on."""
    refused: int = 0
    """Rows of which none was kept."""
    _why: Counter[str] = field(default_factory=Counter)
    """Reason code → how many of them had it."""

    def heed(self, verdict: Verdict, observer: Observer) -> None:
        """Look at the next verdict. Raises Paused: the program failed on too many, which no row would
        survive."""
        self._heed_faults(verdict, observer.said)
        if verdict.outcome == "accepted":  # a right row that found its seat filled, too
            if self.refused >= BARREN:
                observer.goes_on(f"a row was kept again, after {self.refused} that weren't")
            self.refused = 0
            self._why.clear()
            return
        self.refused += 1
        self._why.update(dict.fromkeys((reason.code for reason in verdict.reasons), 1))
        if self.refused == BARREN:
            why = ", ".join(f"{number} × {code}" for code, number in self._why.most_common())
            last = [f"; the last fell to {one.by}: {clean(one.detail, _SHOWN)}" for one in verdict.reasons]
            told = f"none of the last {BARREN} candidates was kept: {why}{''.join(last[:1])}"
            observer.said(f"{told} (`seedbed inspect` shows such rows, `seedbed stop` ends the build)")
            observer.stalled(told)

    def _heed_faults(self, verdict: Verdict, say: Callable[[str], None]) -> None:
        told = [one.detail for one in verdict.reasons if one.by == PROGRAM]
        self.faults = self.faults + 1 if told else 0
        if self.faults == _TOO_MANY:
            raise Paused(f"seedbed itself failed on {_TOO_MANY} rows one after the other: {told[0]}")
        for one in told:
            say(f"seedbed itself failed on a row and goes on without it; please report: {one}")
