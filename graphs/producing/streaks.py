"""What comes of candidates one after the other, in the order of their decisions: faults of the program
itself, rows that are all refused, and those of one kind that are. All are told while there is time to do
something."""

from collections import Counter
from collections.abc import Callable, Mapping
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
_CHANCE = 1e-3
"""Chance that a value of an axis has no row, if its rows fare as the others do, from which nobody is told."""
_FEWEST = 5
"""Its candidates of which a person is told."""
_SHOWN = 200
"""Characters of a reason."""
_WHAT_NEXT = "(`seedbed inspect` shows such rows, `seedbed stop` ends the build)"


@dataclass(slots=True)
class Streaks:
    """Those that go on."""

    faults: int = 0
    """Rows that the program itself failed on."""
    refused: int = 0
    """Rows of which none was kept."""
    _why: Counter[str] = field(default_factory=Counter)
    """Reason, as it is told → how many of them had it."""
    _fared: Counter[bool] = field(default_factory=Counter)
    """Whether it was kept → candidates."""
    _of: dict[tuple[str, str], Counter[str] | None] = field(default_factory=dict)
    """(axis, value) → reason codes of its candidates; None: one was kept, or it is told."""

    def heed(self, verdict: Verdict, dealt: Mapping[str, object], observer: Observer) -> None:
        """Look at the next verdict. `dealt`: axis → value of its seat. Raises Paused: the program failed on
        too many, which no row would survive."""
        self._heed_faults(verdict, observer.said)
        self._heed_values(verdict, dealt, observer.said)
        if verdict.outcome == "accepted":  # a right row that found its seat filled, too
            if self.refused >= BARREN:
                observer.notify("goes on", f"a row was kept again, after {self.refused} that weren't")
            self.refused = 0
            self._why.clear()
            return
        self.refused += 1
        self._why.update(dict.fromkeys((reason.told for reason in verdict.reasons), 1))
        if self.refused == BARREN:
            told = f"none of the last {BARREN} candidates was kept: {_told(self._why, verdict)}"
            observer.said(f"{told} {_WHAT_NEXT}")
            observer.notify("stalled", told)

    def _heed_values(self, verdict: Verdict, dealt: Mapping[str, object], say: Callable[[str], None]) -> None:
        """Of a value of which no row is kept while others are."""
        kept = verdict.outcome == "accepted"
        self._fared[kept] += 1
        for place in ((axis, str(value)) for axis, value in dealt.items()):
            codes = self._of.setdefault(place, Counter())
            if kept:
                self._of[place] = None
            if kept or codes is None:
                continue
            codes["any"] += 1
            codes.update({reason.told for reason in verdict.reasons})
            others = self._fared.total() - codes["any"]
            chance = ((others - self._fared[True]) / others) ** codes["any"] if others else 1.0
            if codes["any"] >= _FEWEST and chance < _CHANCE:
                self._of[place] = None
                axis, value = place
                few = f"none of the {codes.pop('any')} candidates with {axis}: {value} was kept"
                told = f"{few}, {self._fared[True]} of {others} without it were: {_told(codes, verdict)}"
                say(f"{told} {_WHAT_NEXT}")
                return

    def _heed_faults(self, verdict: Verdict, say: Callable[[str], None]) -> None:
        told = [one.detail for one in verdict.reasons if one.by == PROGRAM]
        self.faults = self.faults + 1 if told else 0
        if self.faults == _TOO_MANY:
            raise Paused(f"seedbed itself failed on {_TOO_MANY} rows one after the other: {told[0]}")
        for one in told:
            say(f"seedbed itself failed on a row and goes on without it; please report: {one}")


def _told(codes: Counter[str], last: Verdict) -> str:
    """Why rows were refused, and what the last one fell to."""
    why = ", ".join(f"{number} × {code}" for code, number in codes.most_common())
    fell = [f"; the last fell to {one.by}: {clean(one.detail, _SHOWN)}" for one in last.reasons[:1]]
    return "".join([why, *fell])
