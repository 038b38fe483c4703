"""Faithfulness of what is delivered so far: from what the checks said of candidates (`seen.py`) and probes.

Counts only; the statistics are `tools/evaluation/faithfulness.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.critic.critique import Faithfulness, StratumReading
from seedbed.agent.critic.seen import Seen
from seedbed.tools.evaluation.calibration import judge_fault
from seedbed.tools.evaluation.faithfulness import measure
from seedbed.tools.evaluation.probe_figures import probes_by_kind


def faithfulness(
    seen: Seen, probes: Sequence[Mapping[str, Any]], seed: int, alpha: float = 0.05
) -> Faithfulness:
    """Faithfulness of all delivered rows.

    A proven row counts as recomputed: its evidence was computed or quoted by the program when it was checked,
    and whatever failed that isn't delivered (`seedbed audit` does it once more).

    Args:
        probes: Journal entries of all probes so far.
        alpha: Error of the interval.
    """
    if not seen.proven and not any(seen.supported.values()):
        return Faithfulness(estimate=None, low=None, high=None, basis="no rows yet")
    strata = seen.strata()
    found = measure(seen.proven, strata, probes_by_kind(probes), seed, alpha)
    each = [(name, rows, found.strata[name]) for name, rows in ((s.name, s.delivered) for s in strata)]
    if seen.proven:
        each = [("proven rows", seen.proven, found.proven), *each]
    whole = found.overall
    return Faithfulness(
        estimate=whole.estimate,
        low=whole.low,
        high=whole.high,
        basis=whole.basis,
        strata=tuple(
            StratumReading(
                stratum=name, rows=rows, estimate=one.estimate, low=one.low, high=one.high, basis=one.basis
            )
            for name, rows, one in each
        ),
    )


def fault(probes: Sequence[Mapping[str, Any]]) -> str | None:
    """Why the build has to stop, if the probes show that the judge approves or refuses whatever it reads.

    What a check without a model refused says nothing of the judge, who didn't see it.
    """
    return judge_fault(probes_by_kind(probe for probe in probes if probe["asked"]))
