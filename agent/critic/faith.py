"""Faithfulness of what is delivered so far: from what the checks said of candidates and probes, or from
people's decisions about delivered rows (`--gold FILE`), which are taken to be a random sample of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.critic.critique import Faithfulness, StratumReading
from seedbed.agent.critic.state import Seen
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.calibration import judge_fault, wilson
from seedbed.tools.evaluation.faithfulness import PROVEN, measure
from seedbed.tools.evaluation.probe_figures import probes_by_kind
from seedbed.tools.evaluation.real_rows import Decision
from seedbed.tools.evaluation.review.told import review_estimate

ENOUGH_DECIDED = 50
"""Decisions by people from which they tell a share."""
_TEXTS = ("text", "question", "problem", "instruction")


def faithfulness(
    seen: Seen, probes: Sequence[Mapping[str, Any]], seed: int, alpha: float = 0.05
) -> Faithfulness:
    """Faithfulness of all delivered rows.

    A proven row counts as recomputed: its evidence was computed or quoted by the program when it was checked,
    and whatever failed that isn't delivered (`seedbed audit` does it once more); or a person decided it.

    Args:
        probes: Journal entries of all probes so far.
        alpha: Error of the interval."""
    strata = seen.strata()
    if not (seen.proven or strata):
        return Faithfulness(basis="no rows yet")
    known = probes_by_kind(probes)
    overall, each = measure(seen.proven, strata, known, seed, alpha, decided=seen.decided)
    rows = {PROVEN: seen.proven, **{one.name: one.delivered for one in strata}}
    readings = [StratumReading(stratum=name, rows=rows[name], **dict(one)) for name, one in each.items()]
    return Faithfulness(**dict(overall), strata=tuple(readings))


def fault(probes: Sequence[Mapping[str, Any]]) -> str | None:
    """Why the build has to stop, if the probes show that the judge approves or refuses whatever it reads.
    What a check without a model refused says nothing of the judge, who didn't see it."""
    return judge_fault(probes_by_kind(probe for probe in probes if probe["asked"]))


def gold_estimate(store: Store, gold: Sequence[Decision], seed: int) -> Faithfulness | None:
    """Faithfulness of the delivered rows by what people decided in a file or, without one, in a review; None:
    nobody decided anything, or too few rows of a review were drawn.

    Of a file the interval is Wilson's; the more of all the rows were decided, the narrower it is. Rows that
    were withdrawn since, most of them for what was decided, still tell of those that nobody decided.

    Returns:
        Without figures where fewer than 50 of the decided rows are delivered; the basis says how many."""
    if not gold:
        reviewed = review_estimate(store, seed)
        return Faithfulness(**dict(reviewed)) if reviewed else None
    said, there = matched(store, gold, withdrawn=True), matched(store, gold)
    decided, rows, right = len(said), store.counts().get("accepted", 0), sum(said.values())
    if decided < ENOUGH_DECIDED or not rows:
        basis = f"{decided} of {ENOUGH_DECIDED} rows decided by people"
        if decided < len(gold):
            basis += f" ({len(gold) - decided} decisions are about no delivered row)"
        return Faithfulness(basis=basis)
    # The sample tells of the rows that it was drawn from; of these the withdrawn ones are known.
    share, left, known = right / decided, rows - len(there), sum(there.values())
    whole = decided + left
    ends = wilson(share, decided * whole / left, 1.96) if left else (share, share)
    found, low, high = (
        min(max(one * whole - (right - known), known), known + left) / rows for one in (share, *ends)
    )
    basis = f"{decided} random rows of {rows} decided by people, {right} right"
    if decided > len(there):
        basis += f"; {decided - len(there)} of them were withdrawn since"
    basis += "; taken to be a random sample of the delivered rows"
    return Faithfulness(estimate=found, low=low, high=high, basis=basis)


def matched(store: Store, gold: Sequence[Decision], *, withdrawn: bool = False) -> dict[str, bool]:
    """Id of each delivered row that was decided → whether it is right, by number. By id, else by exact text.
    A row that was called both right and wrong is taken for wrong. `withdrawn`: also of those that were."""
    ids, texts, found = dict[str, bool](), dict[str, bool](), dict[str, bool]()
    for one in gold:
        told, key = (ids, one.id[:16]) if one.id else (texts, one.text.strip())
        told[key] = one.right and told.get(key, True)
    if not texts:  # nor any row to be read
        return {id: ids[id] for _, id, gone in store.delivered() if id in ids and (withdrawn or not gone)}
    for candidate in store.candidates(None if withdrawn else "accepted"):
        if candidate.verdict.at_first.state != "accepted":
            continue
        said = [ids[candidate.row_id]] if candidate.row_id in ids else []
        # What a person may have called the row by: the words that duplicates are told by, or a field.
        words = (candidate.draft.text, *((candidate.draft.row or {}).get(name) for name in _TEXTS))
        known = dict.fromkeys(text.strip() for text in words if isinstance(text, str))
        said += [texts[text] for text in known if text and text in texts]
        if said:
            found[candidate.row_id] = all(said)
    return found
