"""reword_claim: a claim in another order of words, or with a number or a denial that isn't the claim's."""

import re
from typing import Any

from tests.simulator.jobs.briefs import Order, copied
from tests.simulator.jobs.slips import wrong_number
from tests.simulator.world.known import Written

_BEING = re.compile(r"^(?P<what>.+?) (?P<be>is|are|was|were) (?P<no>not )?(?P<value>[£$€\d].*)\.$")
_FRONT = re.compile(r"^(?P<front>(?:In|On|For|At|After|Before) [^,]+), (?P<rest>.+)\.$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DENIED = re.compile(r"\b(is|are|was|were|must|can|does|do|should|will) ?not\b")
_AFFIRMED = re.compile(r"\b(is|are|was|were|must|can|should|will)\b")
_PLAIN = frozenset(
    ["The", "A", "An", "If", "In", "On", "For", "At", "After", "Before", "Each", "Every", "All"]
)


def reword_claim(order: Order) -> tuple[dict[str, Any], Written]:
    """The rewording and the truth about it; its defect is `another_number` or `denial_changed`."""
    claim = order.text("claim")
    said, defect = _reworded(claim), None
    if order.outcome.defective:
        said, defect = _spoiled(said, order)
    said = copied(order, said)
    written = Written(
        job="reword_claim",
        text=said,
        concept=order.concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
        detail={"claim": claim},
    )
    return {"claim": said}, written


def _reworded(claim: str) -> str:
    if match := _FRONT.match(claim):
        return f"{match['rest'][0].upper()}{match['rest'][1:]} {_within(match['front'])}."
    if match := _BEING.match(claim):
        return f"{match['value']} {match['be']} {match['no'] or ''}{_within(match['what'])}."
    if " must " in claim:
        return claim.replace(" must ", " really must ", 1)
    return f"Here, {_within(claim)}"


def _within(text: str) -> str:
    """Words as they stand within a sentence."""
    first = text.split(" ", 1)[0]
    return text[0].lower() + text[1:] if first in _PLAIN else text


def _spoiled(said: str, order: Order) -> tuple[str, str]:
    numbers = list(_NUMBER.finditer(said))
    if numbers and order.draw.random() < 0.5:
        match = order.draw.choice(numbers)
        return said[: match.start()] + wrong_number(match[0], order.draw) + said[match.end() :], (
            "another_number"
        )
    if denied := _DENIED.search(said):
        return said[: denied.start()] + denied[1] + said[denied.end() :], "denial_changed"
    if verb := _AFFIRMED.search(said):
        return said[: verb.end()] + " not" + said[verb.end() :], "denial_changed"
    return f"It is not so: {said}", "denial_changed"
