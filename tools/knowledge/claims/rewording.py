"""Whether a claim in other words still says the same, as far as strict comparison tells.

Numbers, names, negations, opposites and bounds must be the same both ways; that nothing else was added or
lost is not seen here.
"""

from seedbed.tools.knowledge.citations import normal
from seedbed.tools.knowledge.claims.check import check_split
from seedbed.tools.knowledge.claims.ground import ground
from seedbed.tools.knowledge.claims.split import Claim
from seedbed.tools.knowledge.labelled.denial import denies
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.values import find_values

_VETOES = ("numbers", "names", "contrary")
MOST_LONGER = 2.0
"""How many times as long as the claim its rewording may be, in words."""


def changed(claim: str, reworded: str) -> str:
    """What a rewording changed, in a line; "" if nothing that can be told."""
    said = " ".join(reworded.split())
    if len(sentence_spans(said)) != 1 or said.endswith(("?", "!")) or "\n" in reworded.strip():
        return "it is not one statement"
    if normal(said).rstrip(".") == normal(claim).rstrip("."):
        return "it is the same words"
    words = len(said.split())
    if words > MOST_LONGER * len(claim.split()) + 4:
        return "it is much longer"
    mine, its = (sorted(one.canonical for one in find_values(text)) for text in (claim, said))
    if mine != its:
        odd = next((one for one in (*mine, *its) if mine.count(one) != its.count(one)), "")
        return f"its values are others: {odd.partition(':')[2]!r}"
    if denies(claim) != denies(said):
        return "only one of the two denies"
    for one, other in ((said, claim), (claim, said)):
        (found,) = check_split([Claim(one, 0, len(one))], ground([other]))
        if any(found.signals[name] > 0 for name in _VETOES):
            return found.reasons[0] if found.reasons else "a name or number differs"
    return ""
