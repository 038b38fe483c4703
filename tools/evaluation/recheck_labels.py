"""Rows of claims with labels, re-checked: the label told again from the brief's item, the citation and the
passage; of a reworded claim also what it keeps of the item's, and what the judge read.

No model is asked. That a passage leaves a claim open is told by words, as when the row was made.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from seedbed.memory.candidate import Citation, Judgement
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.claims.rewording import changed
from seedbed.tools.knowledge.labelled.decide import evidence_fault, label_fault
from seedbed.tools.knowledge.labelled.items import RUBRIC, SCORES, VERDICTS, Cited


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
    if fault := evidence_fault(place.row, item, text) or label_fault(item, text):
        return fault
    if place.brief.form == "strong":
        return changed(str(item["claim"]), str(place.row.get("claim")))
    return ""


def reading_of_label(evidence: Judgement, said: Mapping[str, Any], place: Place) -> str:
    """What is wrong with a judge's reading of claim and passage; "" if the kept answer comes to the label.

    `said` is the answer: its verdict must be the one that stands for the row's label, and what it quotes
    must stand in the row's evidence, unless it says that nothing there decides.
    """
    from seedbed.tools.knowledge.citations import quote_span

    verdict = str(said.get("verdict"))
    if evidence.rubric != RUBRIC or SCORES.get(verdict) != evidence.score:
        return f"the journal has the verdict {verdict!r}, the evidence {evidence.score:g}"
    if said.get("reason") != evidence.reason:
        return "the journal has another reason"
    if verdict != VERDICTS.get(str(place.row.get("label"))):
        return f"{verdict!r} is not what the label {place.row.get('label')!r} asks for"
    quote = str(said.get("quote", ""))
    if verdict != "not in the passage" and not quote_span(quote, str(place.row.get("evidence", ""))):
        return f"what the judge quoted stands not in the evidence: {quote[:80]!r}"
    return ""
