"""Do the intervals of faithfulness hold the truth? The statistics alone, replayed without the program.

    python -m benchmarks.steering.replay --runs 500 --out replay.json

Each replay draws a world, fills its seats from candidates that a judge reads, plants probes and looks at
every 120th candidate, as the program does. The truth is the share of wrong rows among those delivered.
World 2: recall 0.8, false alarms 0.1, and the kinds of probes near these. World 3: two fifths of the defects
are of kinds that no probe imitates, with recall 0.55; there the interval is conditional and needn't hold.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.command import command
from seedbed.tools.evaluation.calibration import ENOUGH_BAD, Probes, counts, judge_fault, look_alpha
from seedbed.tools.evaluation.faithfulness import Stratum, interval, posteriors

_CONCEPTS, _METHODS = 40, 3
_EVERY = 120
_LOOKS = 18
"""Looks among which the decision bounds share their error; more may come."""
_DRAWS = 8_000
_RECALL, _ALARM = 0.8, 0.1
_NATURAL_RECALL, _NATURAL_SHARE = 0.55, 0.4
_BAD_PROBES = 0.7
_KINDS_APART = 0.03
"""Standard deviation of the recall of the kinds of known-bad probes; of known-good ones two thirds of it."""
_MOST_CANDIDATES = 8_000
_VARIANTS = ((600, 0.25, 0.03), (1_200, 0.3, 0.03), (1_200, 0.7, 0.03), (1_200, 0.1, 0.0), (1_200, 0.1, 0.06))
"""Rows, probes per judged text (0.3 and 0.7: about 600 and 1,500 probes), spread of the kinds' recall."""
Generator = np.random.Generator


@dataclass(slots=True)
class Situation:
    """One build, reduced to what the statistics see, and the truth."""

    world: int
    rows: int
    probe_share: float
    kinds_apart: float
    generator: Generator
    judged: int = 0
    flagged: int = 0
    delivered: int = 0
    wrong: int = 0
    probes: dict[tuple[str, bool], list[int]] = field(default_factory=dict)

    def batches(self) -> Iterator[None]:
        """Commit 120 candidates at a time until the seats are filled; a look follows each."""
        draw = self.generator
        defects = np.clip(draw.beta(1.2, 2.2, size=(_CONCEPTS, _METHODS)), 0.05, 0.6)
        drift = draw.beta(2, 3.7, size=_CONCEPTS)
        popular = draw.permutation(1 / np.arange(1, _CONCEPTS + 1) ** 1.1)
        popular /= popular.sum()
        seats = np.full(_CONCEPTS, self.rows // _CONCEPTS)
        seats[: self.rows % _CONCEPTS] += 1
        passed, failed = np.ones((_CONCEPTS, _METHODS)), np.ones((_CONCEPTS, _METHODS))
        kinds = self._kinds()
        while seats.sum() and self.judged < _MOST_CANDIDATES:
            concept = draw.choice(_CONCEPTS, size=_EVERY, p=seats / seats.sum())
            method = draw.beta(passed[concept], failed[concept]).argmax(axis=1)
            strays = draw.random(_EVERY) < drift[concept]
            lands = np.where(strays, draw.choice(_CONCEPTS, size=_EVERY, p=popular), concept)
            bad = draw.random(_EVERY) < defects[concept, method]
            natural = draw.random(_EVERY) < (_NATURAL_SHARE if self.world == 3 else 0.0)
            chance = np.where(bad, np.where(natural, _NATURAL_RECALL, _RECALL), _ALARM)
            flagged = draw.random(_EVERY) < chance
            for cell, is_bad, is_flagged in zip(lands, bad, flagged, strict=True):
                if not is_flagged and seats[cell]:
                    seats[cell] -= 1
                    self.delivered += 1
                    self.wrong += int(is_bad)
            np.add.at(passed, (concept, method), ~flagged)
            np.add.at(failed, (concept, method), flagged)
            self.judged += _EVERY
            self.flagged += int(flagged.sum())
            self._plant(kinds)
            yield

    def _kinds(self) -> list[tuple[str, bool, float]]:
        draw = self.generator
        bad, good = int(draw.integers(3, 6)), int(draw.integers(2, 4))
        recalls = np.clip(_RECALL + self.kinds_apart * draw.standard_normal(bad), 0.02, 0.98)
        alarms = np.clip(_ALARM + self.kinds_apart * 2 / 3 * draw.standard_normal(good), 0.02, 0.98)
        return [(f"bad {number}", False, float(rate)) for number, rate in enumerate(recalls)] + [
            (f"good {number}", True, float(rate)) for number, rate in enumerate(alarms)
        ]

    def _plant(self, kinds: list[tuple[str, bool, float]]) -> None:
        draw = self.generator
        planted = sum(tally[0] for tally in self.probes.values())
        for _ in range(int(self.judged * self.probe_share) - planted):
            good = draw.random() >= _BAD_PROBES
            choices = [kind for kind in kinds if kind[1] == good]
            name, _, rate = choices[int(draw.integers(len(choices)))]
            tally = self.probes.setdefault((name, good), [0, 0])
            tally[0] += 1
            tally[1] += int(draw.random() < rate)

    def counts(self) -> tuple[list[Stratum], list[Probes]]:
        return (
            [Stratum("first-time", self.judged, self.flagged, self.delivered)],
            [Probes(name, good, *tally) for (name, good), tally in self.probes.items()],
        )


@dataclass(frozen=True, slots=True)
class Look:
    """What one look said, and what was so."""

    number: int
    truth: float
    estimate: float
    low: float
    high: float
    decision_holds: bool

    @property
    def holds(self) -> bool:
        return self.low - 1e-9 <= self.truth <= self.high + 1e-9


def looks(situation: Situation, seed: int) -> tuple[list[Look], bool]:
    """Every calibrated look of one build, and whether its (sound) judge was ever held to be at fault."""
    found: list[Look] = []
    accused = False
    for number, _ in enumerate(situation.batches(), start=1):
        strata, probes = situation.counts()
        accused = accused or judge_fault(probes) is not None
        if counts(probes, good=False)[1] < ENOUGH_BAD:
            continue
        drawn = posteriors(strata, probes, seed + number, _DRAWS).sum(axis=0)
        estimate, low, high = interval(drawn, situation.delivered)
        truth = 1 - situation.wrong / situation.delivered
        _, lowest, highest = interval(drawn, situation.delivered, look_alpha(number, _LOOKS))
        inside = lowest - 1e-9 <= truth <= highest + 1e-9
        found.append(Look(number, truth, estimate, low, high, inside))
    return found, accused


def replay(
    runs: int,
    seed: int,
    world: int,
    rows: int = 1_200,
    probe_share: float = 0.1,
    kinds_apart: float = _KINDS_APART,
) -> dict[str, Any]:
    """Replay `runs` builds of world 2 or 3.

    Args:
        probe_share: Probes per judged text; the program plants 0.1 at most.
        kinds_apart: Standard deviation of recall between the kinds of known-bad probes.

    Returns:
        `runs` and `not_calibrated` (ended below 140 judged bad probes, in none of the other figures);
        `interval_holds`, share of the 95 % intervals at the end that hold the truth; `decisions_hold`, share
        of builds in which the bounds of every look did; `mean_width`; `bias`, mean of estimate − truth;
        `judge_accused`, share of builds in which the judge was held to be at fault; `by_look`.

    Raises:
        ValueError: A world without a judge.
    """
    if world not in (2, 3):
        raise ValueError(f"world {world} has no judge to calibrate; replayed are 2 and 3")
    ends: list[Look] = []
    by_look: dict[int, list[Look]] = defaultdict(list)
    whole = accusations = 0
    for number in range(runs):
        generator = np.random.default_rng([seed, world, number])
        found, accused = looks(Situation(world, rows, probe_share, kinds_apart, generator), 1_000 * number)
        accusations += accused
        for look in found:
            by_look[look.number].append(look)
        if found:
            ends.append(found[-1])
            whole += all(look.decision_holds for look in found)
    return {
        "world": world,
        "runs": runs,
        "not_calibrated": runs - len(ends),
        "rows": rows,
        "probe_share": probe_share,
        "kinds_apart": kinds_apart,
        **_summary(ends),
        "decisions_hold": round(whole / len(ends), 4) if ends else None,
        "judge_accused": round(accusations / runs, 4),
        "looks": round(sum(look.number for look in ends) / len(ends), 1) if ends else None,
        "by_look": {number: {"runs": len(s), **_summary(s)} for number, s in sorted(by_look.items())},
    }


def _summary(found: list[Look]) -> dict[str, float | None]:
    if not found:
        return dict.fromkeys(("interval_holds", "mean_width", "bias", "truth"))
    return {
        "interval_holds": round(sum(look.holds for look in found) / len(found), 4),
        "mean_width": round(sum(look.high - look.low for look in found) / len(found), 4),
        "bias": round(sum(look.estimate - look.truth for look in found) / len(found), 4),
        "truth": round(sum(look.truth for look in found) / len(found), 4),
    }


def measure(runs: int, seed: int) -> dict[str, Any]:
    """Both worlds, and variants of the second."""
    began = time.perf_counter()
    result: dict[str, Any] = {"interval_holds": None, "seed": seed}
    result |= {f"world_{world}": replay(runs, seed, world) for world in (2, 3)}
    result["interval_holds"] = result["world_2"]["interval_holds"]
    result["variants"] = [
        {key: value for key, value in replay(runs // 2, seed, 2, *variant).items() if key != "by_look"}
        for variant in _VARIANTS
    ]
    result["seconds"] = round(time.perf_counter() - began, 1)
    return result


if __name__ == "__main__":
    command(measure, __doc__, runs=500, seed=0)
