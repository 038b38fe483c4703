"""How each kind of evidence is re-checked without a model.

`recomputed`: the claim was established again from the row, the spec and the sources. `consistent`: it follows
from the answer that a model gave then, which lies in the journal. `not checkable`: nothing is kept to hold it
against, or this machine can't. A check returns what is wrong, or nothing; of what isn't checkable, why not.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from seedbed.memory.candidate import (
    Citation,
    Classification,
    Computation,
    Human,
    Judgement,
    Likelihood,
)
from seedbed.tools.evaluation import recheck_absence
from seedbed.tools.evaluation.recheck_hops import derived, takes_several
from seedbed.tools.evaluation.recheck_labels import claim_fault
from seedbed.tools.evaluation.recheck_pairs import pair_fault
from seedbed.tools.evaluation.recheck_place import Checked, Place
from seedbed.tools.evaluation.recheck_talks import is_talk, of_talk
from seedbed.tools.evaluation.recheck_triples import extracted
from seedbed.tools.evaluation.stored_answers import said_object

_ROUNDING = 1e-4
"""By which shares on another machine may differ."""
_GONE = "the journal has no such answer for this row"


def recheck(evidence: Any, place: Place) -> Checked:
    """Re-check one piece of evidence of a row that no recipe describes."""
    if not evidence.ok:
        return "consistent", "it does not hold, and the row was accepted"
    if is_talk(place) and (found := of_talk(evidence, place)) is not None:
        return found
    check = RECHECKS.get(type(evidence))
    return check(evidence, place) if check else ("consistent", "rows of this kind have no such evidence")


def _computation(evidence: Computation, place: Place) -> Checked:
    from seedbed.tools.verification import backward
    from seedbed.tools.verification.evidence import faults

    if place.task == "grounded_qa" and place.way == "unanswerable":
        return "recomputed", recheck_absence.absent(evidence, place)
    if place.task == "grounded_qa" and takes_several(place):
        return "recomputed", derived(evidence, place)
    if evidence.engine == backward.BACKWARD:
        return "recomputed", next(backward.recheck(evidence.model_dump(), place.row), "")
    text, answer = str(place.row.get("question", "")), str(place.row.get("answer", ""))
    found = [*faults(evidence.model_dump(), text, answer), *_miscalculated(place.row)]
    return "recomputed", found[0] if found else ""


def _miscalculated(row: Mapping[str, Any]) -> Iterator[str]:
    """Calculations in the solution (`<<48/2=24>>`) that are wrong, and a solution that ends elsewhere."""
    from seedbed.tools.verification.annotations import annotations
    from seedbed.tools.verification.answers import same_answer

    said = annotations(str(row.get("solution", "")))
    for one in said:
        if one.held != "exact":
            yield f"the solution calculates {one.expression} = {one.result}"
    if said and not any(same_answer(one.result, str(row.get("answer", ""))) for one in said):
        yield f"the solution never comes to {row.get('answer')!r}"


def _citation(evidence: Citation, place: Place) -> Checked:
    from seedbed.tools.knowledge.citations import contains, holds

    if not holds(evidence.model_dump(), place.folder.sources):
        at = f"{evidence.start}–{evidence.end} of {evidence.sha256[:12]}…"
        return "recomputed", f"the quote does not stand at {at}"
    if not contains(evidence.claim, evidence.quote):
        return "recomputed", f"the quote does not hold {evidence.claim!r}"
    if place.task == "retrieval":
        return "recomputed", pair_fault(evidence, place)
    if place.task == "claims":
        return "recomputed", claim_fault(evidence, place)
    if place.task == "grounded_qa":
        return "recomputed", (derived if takes_several(place) else _cited)(evidence, place)
    if place.task == "extraction":
        return "recomputed", extracted(evidence, place)
    return "recomputed", ""


def _cited(evidence: Citation, place: Place) -> str:
    """Whether a row of questions and answers is about its citation."""
    row = place.row
    if evidence.claim != row.get("answer"):
        return f"the row answers {row.get('answer')!r}, cited is {evidence.claim!r}"
    if evidence.source != row.get("source"):
        return f"the row names {row.get('source')!r}, cited is {evidence.source!r}"
    text = (place.folder.sources / f"{evidence.sha256}.txt").read_bytes().decode("utf-8", errors="replace")
    context = str(row.get("context", ""))
    if evidence.quote not in context or context not in text:
        return "the row's context is not the passage that is cited"
    return ""


def _judgement(evidence: Judgement, place: Place) -> Checked:
    said = said_object(place.answer(evidence.slot))
    if said is None:
        return "consistent", _GONE
    if said.get("score") != evidence.score or said.get("reason") != evidence.reason:
        return "consistent", f"the journal has the score {said.get('score')}, the evidence {evidence.score:g}"
    low, high = evidence.scale
    return "consistent", "" if low <= evidence.score <= high else "the score is outside its scale"


def _likelihood(evidence: Likelihood, place: Place) -> Checked:
    from seedbed.tools.evaluation.label_evidence import likeliest, likelihood_follows

    label = str(place.row.get("label", ""))
    if label not in evidence.alternatives or likeliest(evidence.alternatives) != label:
        return "consistent", f"{label!r} is not the likeliest label"
    stored = place.answer(evidence.slot)
    if stored is None:
        return "consistent", _GONE
    right = likelihood_follows(evidence, label, stored.content)
    return "consistent", "" if right else "the stored answer has another figure"


def _classification(evidence: Classification, place: Place) -> Checked:
    from seedbed.tools.evaluation.label_evidence import likeliest

    label, shares = place.row.get("label"), evidence.alternatives
    if evidence.label != label:
        return "consistent", f"it says {evidence.label!r}, the row {label!r}"
    if not shares or likeliest(shares) != evidence.label or shares[evidence.label] != evidence.probability:
        return "consistent", "its figures don't name its label"
    return _classified_again(evidence, place)


def _classified_again(evidence: Classification, place: Place) -> Checked:
    """The nearest centroid, asked again with the texts that were journaled."""
    from seedbed.tools.verification.nearest import NAME, nearest

    known = place.store.journaled(f"references/{place.brief.cell.part}")
    if evidence.by != NAME or not isinstance(known, dict):
        return "not checkable", ""
    label, shares = nearest(str(place.row.get("text", "")), known)
    if label != evidence.label or shares.keys() != evidence.alternatives.keys():
        return "recomputed", f"the text is nearest to {label!r}"
    near = all(abs(share - evidence.alternatives[name]) < _ROUNDING for name, share in shares.items())
    return "recomputed", "" if near else "its shares are others"


def _human(evidence: Human, place: Place) -> Checked:
    return "not checkable", ""


RECHECKS: Mapping[type, Callable[[Any, Place], Checked]] = {
    Citation: _citation,
    Classification: _classification,
    Computation: _computation,
    Human: _human,
    Judgement: _judgement,
    Likelihood: _likelihood,
}
