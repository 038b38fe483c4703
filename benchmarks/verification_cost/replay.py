"""Does the interval of faithfulness hold the truth where rows are drawn? The statistics alone.

Each replay makes a build row by row: the writer errs at a rate (2, 10, 30 %, or 2 and then 30 %), the checks
see three quarters to nineteen of twenty of its errors, some kinds better than others, and refuse one right
row in a hundred, the planner's own record decides whom they examine, and probes are planted as the program
plants them, of other kinds of the same sort. The truth is the share of wrong rows delivered.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from seedbed.agent.planner.scheduling.trust import Record
from seedbed.agent.planner.scheduling.trust import interval as one_in
from seedbed.tools.evaluation.calibration import Probes
from seedbed.tools.evaluation.faithfulness import Stratum, interval, posteriors

_RATES = ((0.02, 0.02), (0.1, 0.1), (0.3, 0.3), (0.02, 0.3))
"""In the first half of the rows and in the second."""
_ROWS = 600
_RECALL, _ALARM = (0.75, 0.95), 0.01
_KINDS, _APART = 4, 0.5
"""Kinds of errors, planted and natural, each with a recall of its own: how far apart, as a standard deviation
on the logit."""
_TRIAL = 10
"""Defects that the dry run plants."""
_DRAWS = 4_000


@dataclass(slots=True)
class _Build:
    """What the statistics see of one build, and the truth."""

    rates: tuple[float, float]
    rows: int
    draw: np.random.Generator
    recalls: "np.ndarray[Any, Any]"
    """Of the planted kinds, then of the natural ones."""
    record: Record = field(default_factory=Record)
    wrong: int = 0
    examined: list[int] = field(default_factory=lambda: [0, 0, 0])
    """Texts read, flagged, and rows of them delivered."""
    drawn: list[int] = field(default_factory=lambda: [0, 0])
    spared: int = 0

    def make(self) -> None:
        """Until every row is there."""
        while (there := self.examined[2] + self.spared) < self.rows:
            bad = self.draw.random() < self.rates[2 * there >= self.rows]
            trust = self.record.trust(
                "cell", "direct", ("rubric",), drawn=self.draw.integers(one_in(self.rows)) == 0
            )
            if trust is not None and not trust.drawn:
                self.spared += 1
                self.wrong += bad
                continue
            seen = self.recalls[_KINDS + int(self.draw.integers(_KINDS))] if bad else _ALARM
            flagged = bool(self.draw.random() < seen)
            self.record.add("cell", "direct", "rubric" if flagged else "", trust)
            for counts in (self.examined, self.drawn) if trust is not None else (self.examined,):
                counts[0] += 1
                counts[1] += flagged
            if not flagged:
                self.examined[2] += 1
                self.wrong += bad

    def strata(self) -> list[Stratum]:
        """As the critic counts them."""
        read, flagged, delivered = self.examined
        found = [Stratum("examined", read, flagged, delivered)]
        if self.spared:
            drawn, refused = self.drawn
            found.append(Stratum("spared", drawn, refused, self.spared, judged_too=False))
        return found

    def probes(self) -> list[Probes]:
        """Two bad ones and a good one for thirty rows that were examined, and those of the dry run."""
        planted = self.examined[0] // 10
        bad, good = planted - planted // 3 + _TRIAL, planted // 3
        found = []
        for kind in range(_KINDS):
            size = bad // _KINDS + (kind < bad % _KINDS)
            caught = int(self.draw.binomial(size, self.recalls[kind]))
            found.append(Probes(f"bad {kind}", False, size, caught))
        return [*found, Probes("good", True, good, int(self.draw.binomial(good, _ALARM)))]


def _recalls(draw: np.random.Generator) -> "np.ndarray[Any, Any]":
    """How often the checks of one build see each kind of error."""
    middle = draw.uniform(*_RECALL)
    logits = np.log(middle / (1 - middle)) + _APART * draw.standard_normal(2 * _KINDS)
    return np.asarray(1 / (1 + np.exp(-logits)))


def replay(runs: int, seed: int, rows: int = _ROWS) -> dict[str, Any]:
    """Replay builds, at each error rate in turn.

    Returns:
        `interval_holds`, the share of 95 % intervals that hold the truth, of all and by error rate;
        `mean_width` by error rate.
    """
    held: dict[str, list[bool]] = {}
    widths: dict[str, list[float]] = {}
    for number in range(runs):
        rates = _RATES[number % len(_RATES)]
        draw = np.random.default_rng([seed, number])
        build = _Build(rates, rows, draw, _recalls(draw))
        build.make()
        wrong = posteriors(build.strata(), build.probes(), 1_000 * seed + number, _DRAWS).sum(axis=0)
        _, low, high = interval(wrong, sum(stratum.delivered for stratum in build.strata()))
        truth = 1 - build.wrong / rows
        key = f"{rates[0]:g}" + (f" then {rates[1]:g}" if rates[0] != rates[1] else "")
        held.setdefault(key, []).append(low - 1e-9 <= truth <= high + 1e-9)
        widths.setdefault(key, []).append(high - low)
    every = [one for some in held.values() for one in some]
    return {
        "runs": runs,
        "interval_holds": round(sum(every) / len(every), 4),
        "by": {key: round(sum(some) / len(some), 4) for key, some in held.items()},
        "mean_width": {key: round(sum(some) / len(some), 4) for key, some in widths.items()},
    }
