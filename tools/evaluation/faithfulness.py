"""Faithfulness of what is delivered: 1 − P(wrong | delivered), with an interval and what it rests on.

Proven rows are recomputed. Supported rows passed a judge that errs: its errors are known from probes, the
share of wrong texts among the judged ones follows from the share that it flagged (Rogan and Gladen 1978),
and what it missed of them is in the dataset. Pure functions of counts; which text was judged by whom, and
how a probe is made, they don't know. The whole rests on natural errors being as detectable as planted
ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seedbed.memory.exact.randomness import draw_seed
from seedbed.memory.spec import Frozen
from seedbed.tools.evaluation.calibration import ENOUGH_BAD, Probes, counts, natural_rate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROVEN = "proven rows"
"""The stratum of rows that are recomputed."""
_DRAWS, _FAR = 8_000, 20_000
"""For an interval of 95 %, which every critique asks for, and for one whose ends lie further out."""
_TOO_FEW = 0.05
"""Share of draws in which the counts fit together, below which the worst case is taken instead."""


class Estimate(Frozen):
    """A share of right rows with its interval, None where it isn't known, and what it rests on."""

    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    basis: str


@dataclass(frozen=True, slots=True)
class Stratum:
    """Supported rows of one sort, say one part's first-time texts, or its repaired ones."""

    name: str
    judged: float
    """Texts that the checks for defects have read, probes excluded."""
    flagged: float
    """Of these, held to be defective."""
    delivered: int
    """Rows in the dataset now, all from texts that were not flagged."""
    judged_too: bool = True
    """Whether these rows were read themselves; else others of their sort were, drawn from among them."""


def measure(
    proven: int,
    strata: Sequence[Stratum],
    probes: Sequence[Probes],
    seed: int,
    alpha: float = 0.05,
    *,
    decided: int = 0,
) -> tuple[Estimate, dict[str, Estimate]]:
    """Faithfulness of a dataset as it stands, of all rows (weighted by delivered rows) and by stratum, with
    `PROVEN` first where there are such rows.

    Args:
        proven: Rows whose evidence is a computation or a quote: recomputed, and right; or a person's word.
        alpha: Error of the intervals: 0.05 for the report, `calibration.look_alpha` for a decision.
        decided: How many of the proven rows are so by a person's word."""
    bad = counts(probes, good=False)[1]

    def told(wrong: "NDArray[np.float64]", delivered: int, strata: Sequence[Stratum]) -> Estimate:
        if not delivered:
            return Estimate(basis="no supported rows")
        if bad < ENOUGH_BAD:
            return Estimate(
                basis=f"not known: the checks read {bad} of the {ENOUGH_BAD} planted errors that it takes"
            )
        estimate, low, high = interval(wrong, delivered, alpha)
        return Estimate(estimate=estimate, low=low, high=high, basis=_basis(probes, strata))

    draws = _FAR if alpha < 0.05 else _DRAWS
    wrong, rows = posteriors(strata, probes, seed, draws), sum(stratum.delivered for stratum in strata)
    each = {one.name: told(mine, one.delivered, [one]) for one, mine in zip(strata, wrong, strict=True)}
    supported = told(wrong.sum(axis=0), rows, strata)
    if not proven:
        return supported, each
    grounds = {"were computed again and are right": proven - decided, "are right by a person's word": decided}
    known = ", ".join(f"{some} of {proven} {why}" for why, some in grounds.items() if some)
    computed = Estimate(estimate=1.0, low=1.0, high=1.0, basis=known)
    each = {PROVEN: computed, **each}
    if not rows:
        return computed, each
    both = told(wrong.sum(axis=0), rows + proven, strata)
    basis = f"of {rows} supported rows {supported.basis}; of the proven ones {computed.basis}"
    return both.model_copy(update={"basis": basis}), each


def posteriors(
    strata: Sequence[Stratum], probes: Sequence[Probes], seed: int, draws: int = _DRAWS
) -> "NDArray[np.float64]":
    """Draws of each stratum's wrong rows, from the flagged share of its judged texts and the judge's errors:
    stratum × 2 × draws, and equal draws belong together. In the first of the two the share of wrong texts is
    put to the nearest of 0 and 1 where the counts call for one outside. The second is for the low end: such
    draws are replaced by ones in which false alarms ≤ flagged share ≤ recall, and flagged share and recall
    are as bad as Clopper and Pearson's bounds (1934) allow. For none flagged, or each planted error found,
    are few counts and no certainty.

    With recall R, false alarms A and flagged share t: π = (t − A) / (R − A) of the judged texts are wrong,
    and π (1 − R) / (1 − t) of those that were not flagged (Rogan and Gladen 1978, carried over to what is
    delivered). The rows are drawn as well, binomially, since the truth is the share that was realised. R and
    A are shared by the strata. Of rows that weren't read themselves π are wrong, by those that were drawn
    from among them. Repaired texts are taken to be read with the same R and A. A stratum without judged texts
    borrows the flagged share of all."""
    import numpy as np

    generator = np.random.default_rng(draw_seed(seed, "faithfulness"))
    both = [_wrong(strata, probes, generator, draws, careful) for careful in (False, True)]
    return np.stack(both, axis=1)


def _wrong(
    strata: Sequence[Stratum],
    probes: Sequence[Probes],
    generator: "np.random.Generator",
    draws: int,
    careful: bool,
) -> "NDArray[np.float64]":
    """One of the two sets of draws; `careful`: the second."""
    import numpy as np

    recall = natural_rate([kind for kind in probes if not kind.good], draws, generator, least=careful)
    alarm = natural_rate([kind for kind in probes if kind.good], draws, generator)
    ordered = recall > alarm
    if ordered.mean() > _TOO_FEW:
        again = generator.choice(np.flatnonzero(ordered), size=draws)
        recall, alarm = np.where(ordered, recall, recall[again]), np.where(ordered, alarm, alarm[again])
    judged, flagged = sum(s.judged for s in strata), sum(s.flagged for s in strata)

    def missed(bad: "NDArray[np.float64]", alarm: Any, stratum: Stratum) -> "NDArray[np.float64]":
        """The share of wrong rows among those that passed, of a share of wrong texts."""
        left = bad * (1 - recall)
        return left / np.maximum(left + (1 - bad) * (1 - alarm), 1e-12) if stratum.judged_too else bad

    found = np.zeros((len(strata), draws))
    for stratum, wrong in zip(strata, found, strict=True):
        hits, size = (stratum.flagged, stratum.judged) if stratum.judged else (flagged, judged)
        more, rest = (1.0, max(0.5, size - hits)) if careful else (0.5, size - hits + 0.5)
        share = generator.beta(hits + more, rest, size=draws)
        bad = np.clip((share - alarm) / np.maximum(recall - alarm, 1e-9), 0.0, 1.0)
        chance = missed(bad, alarm, stratum)
        fits = (alarm <= share) & (share <= recall)
        if careful and fits.mean() <= _TOO_FEW:
            # The texts are flagged less than the known-good probes: false alarms on them are unknown, so none
            # is taken to be one. (Flagged more than the known-bad ones: already all wrong.)
            worst = np.clip(share / np.maximum(recall, 1e-9), 0.0, 1.0)
            chance = np.maximum(chance, missed(worst, 0.0, stratum))
        wrong[:] = generator.binomial(stratum.delivered, chance)
        if careful and fits.mean() > _TOO_FEW:
            wrong[:] = np.where(fits, wrong, wrong[generator.choice(np.flatnonzero(fits), size=draws)])
    return found


def interval(wrong: "NDArray[np.float64]", delivered: int, alpha: float = 0.05) -> tuple[float, float, float]:
    """Estimate, low and high end of a faithfulness, 0–1, from draws of the wrong ones among delivered rows.

    The interval is equal-tailed and the wider of the two sets of draws at each end: at the edge (hardly any
    wrong text) the first alone would promise too much, the second excludes that there is none."""
    import numpy as np

    # np.quantile does so too, and loads 8 MB (numpy.ma) to do it.
    shares, ends = np.linspace(0, 1, wrong.shape[1]), (alpha / 2, 1 - alpha / 2)
    least, most = np.transpose([np.interp(ends, shares, one) for one in np.sort(wrong, axis=1)])
    low, high = (float(1 - rows / delivered) for rows in (most.max(), least.min()))
    estimate = float(1 - wrong[0].mean() / delivered)
    return min(max(estimate, low), high), low, high


def _basis(probes: Sequence[Probes], strata: Sequence[Stratum]) -> str:
    judged, flagged = sum(s.judged for s in strata), sum(s.flagged for s in strata)
    (found, bad), (alarms, good) = counts(probes, good=False), counts(probes, good=True)
    rights = f"refused {alarms} of {good} rows known to be right" if good else "read no row known to be right"
    return (
        f"the checks refused {flagged} of {judged} texts, found {found} of {bad} planted errors "
        f"and {rights}; it holds if real errors are as easy to find as planted ones"
    )
