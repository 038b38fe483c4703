"""How well the checks tell wrong texts from right ones, from probes whose truth is known.

Kinds of probe differ in how easily they are caught. Their spread is estimated with their mean (a random
effect on the logit), and the recall of natural errors is drawn from it, so that kinds that disagree widen
every figure that rests on them. Knows nothing of the dataset; whether natural errors are like planted ones is
an assumption that no probe can test."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENOUGH_BAD = 4
"""Judged known-bad probes below which nothing is estimated from the judge: with so few the interval is wide
and holds the truth in 99 of 100 replays, with 140 in 96."""
_SPREAD, _WIDEST = 0.06, 1.5
"""Scale and end of the half-Cauchy prior of the spread between kinds (standard deviation on the logit).

The scale was chosen by replay (benchmarks/steering/replay.py): with 0.15 the 95 % intervals of world 2 hold
the truth in 98 %, without a spread in 89–94 %. The long tail lets kinds that do disagree widen the
interval."""
_ERROR = 0.05
_SURE = NormalDist().inv_cdf(0.99)
_BLIND, _NEVER_CATCHES = 12, 0.3
_HARSH, _ALWAYS_FLAGS = 8, 0.7
_NO_DIFFERENCE, _EACH, _APART = 60, 15, 0.3


@dataclass(frozen=True, slots=True)
class Probes:
    """What became of the probes of one kind."""

    kind: str
    good: bool
    """Right for a reason that the judge didn't give; otherwise known to be wrong."""
    judged: int
    """Probes that the whole chain of checks has read."""
    flagged: int
    """Of these, held to be wrong: caught if the probe is bad, a false alarm if it is good."""


def counts(probes: Sequence[Probes], good: bool) -> tuple[int, int]:
    """Flagged and judged probes of all good or all bad kinds."""
    kinds = [kind for kind in probes if kind.good == good]
    return sum(kind.flagged for kind in kinds), sum(kind.judged for kind in kinds)


def wilson(share: float, size: float, z: float) -> tuple[float, float]:
    """Wilson's score interval of a share seen in `size` draws (may be an effective size, not whole).

    Source: Wilson 1927; Brown, Cai and DasGupta 2001 on why not Wald's."""
    if size <= 0:
        return 0.0, 1.0
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * math.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    # None and all are bounds of their own, exactly: what is rounded is no change.
    return max(0.0, middle - half) if share > 0 else 0.0, min(1.0, middle + half) if share < 1 else 1.0


@lru_cache(maxsize=4096)
def at_most(hits: int, size: int) -> float:
    """The one-sided upper bound of a share, at 95 %, 0–1 (Clopper and Pearson 1934)."""
    low, high = (hits / size, 1.0) if size else (1.0, 1.0)
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if chance_of(hits, size, middle) > _ERROR else (low, middle)
    return high


def chance_of(hits: int, size: int, rate: float) -> float:
    """The chance of at most so many hits in `size` draws, each a hit with that rate."""
    return math.fsum(
        math.comb(size, hit) * rate**hit * (1 - rate) ** (size - hit) for hit in range(min(hits, size) + 1)
    )


def look_alpha(look: int, looks: int) -> float:
    """The error that a decision at one look may spend, so that all looks together spend at most 0.05.

    Nine tenths are shared equally among the `looks` that are expected (Bonferroni: holds however the looks
    depend on each other, and the stop may depend on what they show); later ones share the rest as
    1 / (j (j + 1)), which adds up to it however many come.

    Args:
        look: Number of this look, from 1.
        looks: Looks expected, at least 1."""
    if look <= looks:
        return 0.9 * _ERROR / looks
    late = look - looks
    return 0.1 * _ERROR / (late * (late + 1))


def natural_rate(
    kinds: Sequence[Probes], draws: int, generator: "np.random.Generator", *, least: bool = False
) -> "NDArray[np.float64]":
    """Posterior draws of the rate at which natural texts like these kinds are flagged, 0–1. `least`: so that
    a lower end that is read from them is Clopper and Pearson's of one kind, Beta(flagged, rest + 1).

    Logit of a kind's rate ~ Normal(μ, τ); Jeffreys-like prior on the mean, half-Cauchy on τ; the posterior of
    (μ, τ) is taken on a grid, each kind's binomial integrated by Gauss–Hermite quadrature (binomial random
    effects as in Chu and Cole 2006). A draw is the mean over as many new kinds as there are known ones."""
    import numpy as np

    means, spreads, chances = _posterior(tuple((kind.flagged, kind.judged) for kind in kinds), least)
    chosen = generator.choice(chances.size, size=draws, p=chances)
    jitter = generator.uniform(-0.5, 0.5, size=(2, draws))
    mean = means[chosen // spreads.size] + jitter[0] * (means[1] - means[0])
    spread = np.abs(spreads[chosen % spreads.size] + jitter[1] * np.gradient(spreads)[chosen % spreads.size])
    new = mean[:, None] + spread[:, None] * generator.standard_normal((draws, max(1, len(kinds))))
    rates: NDArray[np.float64] = (1 / (1 + np.exp(-new))).mean(axis=1)
    return rates


@lru_cache(maxsize=16)
def _posterior(kinds: tuple[tuple[int, int], ...], least: bool) -> "tuple[NDArray[np.float64], ...]":
    """Means and spreads of the grid, and the chance of each pair, by flagged and judged probes of kinds."""
    import numpy as np

    judged = sum(size for _, size in kinds)
    start = (sum(hits for hits, _ in kinds) + 0.5) / (judged + 1)
    reach = 5 * math.sqrt(1 / ((judged + 1) * start * (1 - start)) + _WIDEST**2 / 4 / max(1, len(kinds)))
    centre = math.log(start / (1 - start))
    means = np.linspace(centre - reach, centre + reach, 81)
    spreads = _WIDEST * (np.arange(24) / 23) ** 2
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    logits = means[:, None, None] + spreads[None, :, None] * nodes
    hit, missed = -np.logaddexp(0, -logits), -np.logaddexp(0, logits)
    log_hit, log_miss = -np.logaddexp(0, -means), -np.logaddexp(0, means)
    log_post = (log_miss if least else (log_hit + log_miss) / 2)[:, None]
    log_post = log_post - np.log1p((spreads / _SPREAD) ** 2) + np.log(np.gradient(spreads))
    for hits, size in kinds:
        each = hits * hit + (size - hits) * missed
        top = each.max(axis=2)
        log_post = log_post + top + np.log(np.exp(each - top[..., None]) @ weights)
    chances = np.exp(log_post - log_post.max()).ravel()
    return means, spreads, chances / chances.sum()


def judge_fault(probes: Sequence[Probes]) -> str | None:
    """What is wrong with a judge that accepts everything, rejects everything, or can't tell; None if nothing.

    Bounds are one-sided at 99 % (Wilson). Can't tell: recall is surely less than 0.3 above the false alarms,
    and the two don't differ by two standard errors. It is meant to be asked after each critique."""
    caught, bad = counts(probes, good=False)
    alarms, good = counts(probes, good=True)
    recall = wilson(caught / bad if bad else 0.0, bad, _SURE)
    alarm = wilson(alarms / good if good else 0.0, good, _SURE)
    if bad >= _BLIND and recall[1] < _NEVER_CATCHES:
        return (
            f"the judge says yes to nearly everything: of {bad} texts known to be wrong it rejected {caught} "
            f"(recall below {recall[1]:.2f})"
        )
    if good >= _HARSH and alarm[0] > _ALWAYS_FLAGS:
        return (
            f"the judge says no to nearly everything: of {good} texts known to be right it rejected {alarms} "
            f"(false alarms above {alarm[0]:.2f})"
        )
    if bad + good >= _NO_DIFFERENCE and min(bad, good) >= _EACH:
        both = (caught + alarms) / (bad + good)
        error = math.sqrt(both * (1 - both) * (1 / bad + 1 / good))
        apart = caught / bad - alarms / good
        if apart + _SURE * error < _APART and apart < 2 * error:
            return (
                f"the judge can't tell right from wrong: it rejected {caught} of {bad} texts known to be "
                f"wrong and {alarms} of {good} known to be right"
            )
    return None
