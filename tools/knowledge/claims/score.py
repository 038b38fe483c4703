"""One number from the signals: the chance that a reader would call the claim supported, 0–1.

A logistic model of six coefficients, fitted by `python -m benchmarks.knowledge.fitting` on BEGIN's dev rows
(Dziri et al. 2022) and on half of WiCE's (Kamoi et al. 2023), each set weighing as much; the other halves are
what `benchmarks.knowledge.claims` reports. Half of either set's labels are «no» for reasons that no
comparison of words sees, and so the number is no promise: see docs/claims.md for what it came to.
"""

import math
from collections.abc import Mapping

BASE = -3.015
COEFFICIENTS: Mapping[str, float] = {
    "coverage": 3.189,
    "window": 0.405,
    "weakest": 1.513,
    "numbers": -0.603,
    "names": -0.344,
    "contrary": -0.502,
}
"""Weight of each signal in log-odds, as fitted."""
THRESHOLD = 0.35
"""Least score of a supported claim, chosen on the same rows: greatest mean F1 of both sets."""


def chance(signals: Mapping[str, float]) -> float:
    """The model's number for a claim's signals, 0–1, before what differs is held against it."""
    odds = BASE + sum(weight * signals[name] for name, weight in COEFFICIENTS.items())
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


def scored(signals: Mapping[str, float], vetoed: bool) -> float:
    """The score, 0–1, to six places; one that is vetoed keeps its order but lies below THRESHOLD."""
    plain = chance(signals)
    return round(plain * THRESHOLD * 0.999 if vetoed else plain, 6)
