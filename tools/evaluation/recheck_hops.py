"""Rows of questions whose answer takes several places: re-checked from the brief's item and the citations.

Each citation is re-checked against its source by `recheck`; here it is held against the item, the row and its
context, and the answer is derived again.
"""

from typing import Any

from seedbed.memory.candidate import Citation, Computation
from seedbed.tools.evaluation.recheck_place import Place


def takes_several(place: Place) -> bool:
    """Whether the row's brief names several places."""
    return bool(_item(place).get("hops"))


def derived(evidence: Citation | Computation, place: Place) -> str:
    """What is wrong with a row whose answer takes several places; "" if all its places give its answer."""
    from seedbed.tools.knowledge.questions.calculate import computation, fault_of
    from seedbed.tools.knowledge.questions.items import BETWEEN, Hop

    item, row = _item(place), place.row
    cited = [one for one in place.candidate.draft.evidence if isinstance(one, Citation)]
    try:
        fault = fault_of(row, item, [one.model_dump() for one in cited])
        hops = [Hop(**hop) for hop in item["hops"]]
    except (KeyError, TypeError, AttributeError) as odd:
        return f"its brief's item isn't one: {odd!r}"
    if fault:
        return fault
    if row.get("source") != "; ".join(dict.fromkeys(one.source for one in cited)):
        return f"the row names {row.get('source')!r} as its sources"
    texts = [place.source_text(sha256) for sha256 in dict.fromkeys(one.sha256 for one in cited)]
    if not all(any(part in text for text in texts) for part in str(row.get("context", "")).split(BETWEEN)):
        return "a part of the row's context stands in no source that is cited"
    if isinstance(evidence, Computation):
        made = Computation(**computation(item["calculation"], hops, str(row.get("answer"))))
        return "" if evidence == made else "it computes something else than the row's places give"
    return ""


def _item(place: Place) -> dict[str, Any]:
    return dict(place.brief.grounding.get("item") or {})
