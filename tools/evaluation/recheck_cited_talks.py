"""Talks about documents: re-checked from the brief's chain, the bank and the sources.

The messages are made again from chain, manner and number of the wording; each citation is held against its
source and against what the assistant says, each sum is calculated again from values that were said before it,
each absence is searched again.
"""

from collections.abc import Iterator
from typing import Any

from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Citation, Computation, Draft
from seedbed.tools.evaluation.recheck_absence import absent_again
from seedbed.tools.evaluation.recheck_place import Checked, Place
from seedbed.tools.knowledge.talks.exchange import Chain, chain_of


def cited_talk(evidence: Any, place: Place) -> Checked | None:
    """Re-check one piece of evidence of such a talk; None: it is every talk's."""
    if not isinstance(evidence, Citation | Computation):
        return None
    try:
        chain = chain_of(place.brief.grounding["chain"])
    except (KeyError, TypeError, AttributeError) as odd:
        return "recomputed", f"its brief's chain isn't one: {odd!r}"
    if fault := _unborne(chain, place):
        return "recomputed", fault
    if isinstance(evidence, Computation):
        return "recomputed", _computed(evidence, chain, place)
    known = {(p.claim, p.source, p.start, p.end, p.quote) for one in chain.exchanges for p in one.places}
    if (evidence.claim, evidence.sha256, evidence.start, evidence.end, evidence.quote) not in known:
        return "recomputed", f"its chain doesn't answer with {evidence.claim[:80]!r}"
    return None  # quote, claim and source are re-checked as those of any talk


def _unborne(chain: Chain, place: Place) -> str:
    """What of the row its chain doesn't bear, and what of the chain no evidence bears."""
    from seedbed.tools.knowledge.talks.hold import faults

    messages = place.row.get("messages") or ()
    if fault := next(faults(chain, messages), ""):
        return fault
    cited = {
        (one.claim, one.sha256, one.start, one.end)
        for one in place.candidate.draft.evidence
        if isinstance(one, Citation)
    }
    for one in (p for exchange in chain.exchanges for p in exchange.places):
        if (one.claim, one.source, one.start, one.end) not in cited:
            return f"nothing is cited for {one.claim[:80]!r}"
    computed = sum(isinstance(one, Computation) for one in place.candidate.draft.evidence)
    owed = sum(bool(one.way) + (one.sought is not None) for one in chain.exchanges)
    return "" if computed == owed else f"it has {computed} computations, its chain takes {owed}"


def _computed(evidence: Computation, chain: Chain, place: Place) -> str:
    from seedbed.tools.knowledge.talks.hold import sum_of
    from seedbed.tools.knowledge.talks.sums import ENGINE

    if evidence.engine == ENGINE:
        sums = [made.evidence() for one in chain.exchanges if (made := sum_of(one)) is not None]
        known = any(evidence == Computation(**made) for made in sums)
        return "" if known else "it computes something else than the talk"
    said = ""
    for sought in (one.sought for one in chain.exchanges if one.sought is not None):
        found, said = absent_again(sought, place)
        if found == evidence:
            return said
    return said or "it searched for something else, or elsewhere, than the talk asks"


def origin_of_cited_talk(draft: Draft, brief: Brief) -> Iterator[str]:
    """What of such a talk its brief's chain and the bank don't give."""
    from seedbed.tools.knowledge.talks.wording import messages_of

    row, grounding = draft.row or {}, brief.grounding
    try:
        chain = chain_of(grounding["chain"])
        messages = messages_of(chain, grounding["manner"], grounding["wording"])
    except (KeyError, TypeError, AttributeError) as odd:
        yield f"its brief gives no talk: {odd!r}"
        return
    given = {
        "messages": messages,
        "source": "; ".join(chain.names),
        "heading": " > ".join(chain.heading_path),
    }
    if wrong := [name for name, value in given.items() if row.get(name) != value]:
        yield f"its {' and '.join(wrong)} are not its brief's"
