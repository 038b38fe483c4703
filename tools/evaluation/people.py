"""Faithfulness from people's decisions on random rows; the judge's scores of all rows are a control variate.

Prediction-powered inference (Angelopoulos et al. 2023, Science 382), power-tuned as in PPI++ (Angelopoulos,
Duchi and Zrnic 2023). Needs no assumption on the judge: a bad one only gains nothing. It does need the
decided rows to be a random sample of the delivered ones, which it can't see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, linear_regression, variance

from seedbed.tools.evaluation.calibration import wilson
from seedbed.tools.evaluation.faithfulness import Estimate

ENOUGH_DECIDED = 50
_FEW = 5
"""Decisions of the rarer sort below which the judge's scores are left out: the variance isn't known then."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One delivered row that a person decided on."""

    right: bool
    score: float
    """The judge's: how surely the row is right, 0–1."""


def from_people(decided: Sequence[Decided], scores: Sequence[float], alpha: float = 0.05) -> Estimate:
    """The share of right rows among those delivered.

    The dataset is finite, so the variance carries 1 − decided/delivered, and the estimate is the difference
    estimator mean(right) + λ (mean of all scores − mean of the decided rows' scores), λ = cov/var of right
    and score, within 0–1. The interval is Wilson's, at the number of plain decisions that would have the same
    variance: it stays within 0–1 and has a width also where every decision is the same. One more row on which
    judge and person disagree is added to the variance: with a good judge none of these few may be seen.

    Args:
        scores: The judge's scores of all delivered rows, the decided ones included.
    """
    decisions, rows = len(decided), len(scores)
    if decisions < ENOUGH_DECIDED:
        return Estimate(None, None, None, f"{decisions} of {ENOUGH_DECIDED} rows decided by people")
    right = [float(row.right) for row in decided]
    plain = fmean(right)
    said = f"{decisions} random rows of {rows} decided by people, {round(plain * decisions)} right"
    if decisions == rows:
        return Estimate(plain, plain, plain, said)
    left = 1 - decisions / rows
    slope = _slope(decided) if _FEW <= plain * decisions <= decisions - _FEW else 0.0
    seen = [row.score for row in decided]
    share = min(1.0, max(0.0, plain + slope * (fmean(scores) - fmean(seen))))
    size = decisions / left
    if slope:
        apart = [a - slope * b for a, b in zip(right, seen, strict=True)]
        size *= max(1.0, plain * (1 - plain) / (variance(apart) + 1 / (decisions - 1)))
    low, high = wilson(share, size, _student(alpha, decisions - 2))
    helped = (
        f"the judge's scores of all rows as control variate (weight {slope:.2f})"
        if slope
        else "the judge's scores left out (they tell nothing, or too few decisions differ)"
    )
    return Estimate(share, low, high, f"{said}; {helped}")


def _slope(decided: Sequence[Decided]) -> float:
    right, scores = [float(row.right) for row in decided], [row.score for row in decided]
    if max(scores) - min(scores) < 1e-6:
        return 0.0
    return min(1.0, max(0.0, linear_regression(scores, right).slope))


def _student(alpha: float, freedom: int) -> float:
    """Student's two-sided quantile from the normal one (Cornish and Fisher)."""
    z = NormalDist().inv_cdf(1 - alpha / 2)
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
