"""A text's claims held against passages, without a model."""

from collections.abc import Sequence

from seedbed.tools.knowledge.claims.check import Support, check_split
from seedbed.tools.knowledge.claims.ground import ground
from seedbed.tools.knowledge.claims.split import Claim


def compare(claim: str, texts: Sequence[str]) -> Support:
    """The strict comparison of one claim with passages."""
    (found,) = check_split([Claim(claim, 0, len(claim))], ground(texts))
    return found


def vetoes(compared: Support) -> tuple[str, ...]:
    """What differs: numbers, dates, names, negations; not that words are merely missing."""
    differs = any(compared.signals[name] > 0 for name in ("numbers", "names", "contrary"))
    return compared.reasons if differs else ()
