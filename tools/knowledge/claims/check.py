"""A text's claims, each with the span of the evidence that supports it, or why none does.

By words alone: what is said in other words than the evidence's is not told from what isn't said, and an
entailment that needs reasoning is not seen. English; for other languages nothing was tested. What a model
thinks of a claim is asked elsewhere: `Support` has the span that it should read, and the signals to weigh.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.claims.align import Alignment
from seedbed.tools.knowledge.claims.ground import Ground, ground
from seedbed.tools.knowledge.claims.score import THRESHOLD, scored
from seedbed.tools.knowledge.claims.signals import look
from seedbed.tools.knowledge.claims.split import Claim, split_claims

BY = "claim check 1"
"""Name of this check in evidence."""


@dataclass(frozen=True, slots=True)
class Support:
    """One claim and what the evidence has for it."""

    claim: str
    ok: bool
    score: float
    """0–1; supported from score.THRESHOLD on."""
    item: int
    """Which of the texts given as evidence, from 0."""
    start: int
    end: int
    """Code points in that text; both 0 where nothing fits."""
    quote: str
    reasons: tuple[str, ...]
    """Why not, a line each; empty where it is supported."""
    signals: Mapping[str, float]
    """What was measured (signals.NAMES): for whoever weighs it with a model's word."""


def check_claims(text: str, evidence: str | Sequence[str]) -> tuple[Support, ...]:
    """Each claim of a text against the evidence, in order; nothing where the text makes no claim.

    Pure: the same texts give the same result. Offsets are in the evidence as given.
    """
    return check_split(split_claims(text), ground(evidence))


def check_split(claims: Sequence[Claim], base: Ground) -> tuple[Support, ...]:
    """The same for claims that are already split and evidence that is already read."""
    return tuple(_checked(claim.text, base) for claim in claims)


def _checked(claim: str, base: Ground) -> Support:
    seen = look(claim, base)
    score = scored(seen.signals, bool(seen.faults))
    reasons = [fault.said for fault in seen.faults]
    item, start, end = _span(seen.alignment, base)
    quote = base.texts[item][start:end] if end else ""
    if not reasons and score < THRESHOLD:
        share = seen.signals["coverage"]
        reasons.append(
            f"{share:.0%} of what it says stands in the evidence" if quote else "nothing like it is there"
        )
    if not reasons and contains(claim.rstrip(" .!"), quote):
        score = max(score, _LITERAL)
    return Support(claim, not reasons, score, item, start, end, quote, tuple(reasons), dict(seen.signals))


_LITERAL = 0.99
"""Score of a claim whose very words stand in the quote, with nothing beside them that denies them."""


def _span(found: Alignment, base: Ground) -> tuple[int, int, int]:
    """Item and offsets of the words that match, stretched to the whole pieces they stand in."""
    if not found.found:
        return 0, 0, 0
    first, last = found.pairs[0][1], found.pairs[-1][1]
    held = base.around(first, last)
    return (held[0].item, *base.span(held[0].first, held[-1].last))
