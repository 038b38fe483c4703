"""Whether what comes lately is of another size than what came before: a reason to look, no verdict."""

from collections.abc import Sequence
from itertools import groupby
from math import sqrt
from statistics import NormalDist

LEAST = 8
"""Values on either side from which the normal approximation is used."""


def chance(before: Sequence[float], since: Sequence[float]) -> float:
    """How likely two samples of one distribution differ so much in rank, 0–1; 1 where either is small.

    Mann and Whitney 1947, U by the normal approximation, two-sided, with mid-ranks for ties.
    """
    ours, theirs = len(since), len(before)
    if min(ours, theirs) < LEAST:
        return 1.0
    total, ranks, place = ours + theirs, 0.0, 0
    ordered = sorted([(value, 0) for value in before] + [(value, 1) for value in since])
    for _, group in groupby(ordered, key=lambda one: one[0]):
        tied = [side for _, side in group]
        ranks += sum(tied) * (place + (len(tied) + 1) / 2)
        place += len(tied)
    away = abs(ranks - ours * (ours + 1) / 2 - ours * theirs / 2) - 0.5
    return 2 * (1 - NormalDist().cdf(max(away, 0.0) / sqrt(ours * theirs * (total + 1) / 12)))
