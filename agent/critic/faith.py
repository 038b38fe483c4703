"""Faithfulness of what is delivered so far: from what the checks said of candidates and probes, or from
people's decisions about delivered rows (`--gold FILE`), which are taken to be a random sample of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

from seedbed.agent.critic.critique import Faithfulness, StratumReading
from seedbed.agent.critic.state import Seen
from seedbed.memory.candidate import Classification, Draft, Judgement
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.calibration import judge_fault
from seedbed.tools.evaluation.downstream.real_rows import Decision
from seedbed.tools.evaluation.faithfulness import measure
from seedbed.tools.evaluation.people import Decided, from_people
from seedbed.tools.evaluation.probe_figures import probes_by_kind

_TEXTS = ("text", "question", "problem", "instruction")


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
    strata = seen.strata()
    if not (seen.proven or strata):
        return Faithfulness(estimate=None, low=None, high=None, basis="no rows yet")
    found = measure(seen.proven, strata, probes_by_kind(probes), seed, alpha)
    each = [(one.name, one.delivered, found.strata[one.name]) for one in strata]
    if seen.proven:
        each = [("proven rows", seen.proven, found.proven), *each]
    readings = [StratumReading(stratum=name, rows=rows, **asdict(one)) for name, rows, one in each]
    return Faithfulness(**asdict(found.overall), strata=tuple(readings))


def fault(probes: Sequence[Mapping[str, Any]]) -> str | None:
    """Why the build has to stop, if the probes show that the judge approves or refuses whatever it reads.

    What a check without a model refused says nothing of the judge, who didn't see it.
    """
    return judge_fault(probes_by_kind(probe for probe in probes if probe["asked"]))


def gold_estimate(store: Store, gold: Sequence[Decision], scores: Mapping[str, float]) -> Faithfulness | None:
    """Faithfulness of the delivered rows by what people decided; None: nobody decided anything.

    Args:
        scores: Id of each delivered row → the judge's score (`judge_scores`).

    Returns:
        Without figures where fewer than 50 of the decided rows are delivered; the basis says how many.
    """
    if not gold:
        return None
    decided = matched(store, gold)
    found = from_people([Decided(right, scores[id]) for id, right in decided.items()], list(scores.values()))
    basis = found.basis
    if found.estimate is not None:
        basis += "; taken to be a random sample of the delivered rows"
    elif len(decided) < len(gold):
        basis += f" ({len(gold) - len(decided)} decisions are about no delivered row)"
    return Faithfulness(**{**asdict(found), "basis": basis})


def judge_scores(store: Store) -> dict[str, float]:
    """Id of each delivered row → how surely it is right by its own evidence, 0–1, by number."""
    return {c.row_id: _score(c.draft) for c in store.candidates("accepted")}


def matched(store: Store, gold: Sequence[Decision]) -> dict[str, bool]:
    """Id of each delivered row that was decided → whether it is right, by number.

    By id, else by exact text. A row that was called both right and wrong is taken for wrong.
    """
    ids = {decision.id[:16]: decision.right for decision in gold if decision.id}
    texts = {decision.text.strip(): decision.right for decision in gold if not decision.id}
    found: dict[str, bool] = {}
    for candidate in store.candidates("accepted"):
        said = [ids[candidate.row_id]] if candidate.row_id in ids else []
        # What a person may have called the row by: the words that duplicates are told by, or a field.
        words = (candidate.draft.text, *((candidate.draft.row or {}).get(name) for name in _TEXTS))
        known = dict.fromkeys(text.strip() for text in words if isinstance(text, str))
        said += [texts[text] for text in known if text and text in texts]
        if said:
            found[candidate.row_id] = all(said)
    return found


def _score(draft: Draft) -> float:
    """The mean of the judges' scores; without one, of the probabilities; without any evidence a half."""
    judged = [
        (piece.score - piece.scale[0]) / (piece.scale[1] - piece.scale[0])
        for piece in draft.evidence
        if isinstance(piece, Judgement) and piece.scale[1] > piece.scale[0]
    ]
    read = [
        piece.probability if piece.ok else 1 - piece.probability
        for piece in draft.evidence
        if isinstance(piece, Classification)
    ]
    if judged or read:
        return min(1.0, max(0.0, fmean(judged or read)))
    return 1.0 if draft.grade == "proven" else 0.5
