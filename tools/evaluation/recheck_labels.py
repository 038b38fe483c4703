"""Rows of claims with labels, re-checked: the label told again from the brief's item, the citation and the
passage.

No model is asked. That a passage leaves a claim open is told by words, as when the row was made.
"""

from dataclasses import asdict

from seedbed.memory.candidate import Citation
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.labelled.decide import evidence_fault, label_fault
from seedbed.tools.knowledge.labelled.items import Cited


def claim_fault(evidence: Citation, place: Place) -> str:
    """What is wrong with a row's citation, evidence or label; "" if the label follows."""
    try:
        return _fault(evidence, place)
    except (KeyError, TypeError, AttributeError, IndexError) as odd:
        return f"its brief's item isn't one of a claim: {odd!r}"


def _fault(evidence: Citation, place: Place) -> str:
    item = place.brief.grounding["item"]
    cited = Cited(
        evidence.sha256, evidence.source, evidence.start, evidence.end, evidence.quote, evidence.claim
    )
    if asdict(cited) != dict(item["cited"]):
        return "what is cited is not what its brief's claim rests on"
    text = place.source_text(evidence.sha256)
    return evidence_fault(place.row, item, text) or label_fault(item, text)
