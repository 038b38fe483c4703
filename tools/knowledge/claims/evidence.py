"""A row's claims as evidence: what `seedbed verify --kind claims` says of one claim text and its evidence."""

import hashlib
from collections.abc import Sequence
from typing import Any

from seedbed.tools.knowledge.claims.check import BY, Support, check_split
from seedbed.tools.knowledge.claims.ground import ground
from seedbed.tools.knowledge.claims.split import split_claims

MOST_CLAIMS = 1_000
LONGEST = 1_000_000
"""Characters of a claim text, and of all its evidence, that are read; a longer row is refused."""


def supported(
    text: str, evidence: Sequence[str], several: bool = False
) -> tuple[bool, float, str, tuple[dict[str, Any], ...]]:
    """Whether every claim of a text is supported, the least score, why not (in a line), an item a claim.

    A text that makes no claim isn't supported by anything: not ok, score 0.

    Args:
        several: Whether the row gave a list, so that an item is named by its place: `evidence.1`.
    """
    size = sum(map(len, evidence))
    if len(text) > LONGEST or size > LONGEST:
        which = "`claim`" if len(text) > LONGEST else "`evidence`"
        return False, 0.0, f"{which} is longer than {LONGEST:,} characters", ()
    claims = split_claims(text)
    if not claims:
        return False, 0.0, "it makes no claim: it is empty, a question, a hedge or a greeting", ()
    if len(claims) > MOST_CLAIMS:
        return False, 0.0, f"more than {MOST_CLAIMS:,} claims in a row", ()
    found = check_split(claims, ground(evidence))
    hashes = [hashlib.sha256(one.encode()).hexdigest() for one in evidence]
    items = tuple(_item(one, hashes, several) for one in found)
    return all(one.ok for one in found), min(one.score for one in found), _reason(found), items


def _item(one: Support, hashes: Sequence[str], several: bool) -> dict[str, Any]:
    return {
        "kind": "citation",
        "ok": one.ok,
        "by": BY,
        "claim": one.claim,
        "score": one.score,
        "source": f"evidence.{one.item}" if several else "evidence",
        "sha256": hashes[one.item] if hashes else "",
        "start": one.start,
        "end": one.end,
        "quote": one.quote,
        "reasons": list(one.reasons),
    }


def _reason(found: Sequence[Support]) -> str:
    wrong = [one for one in found if not one.ok]
    if not wrong:
        return ""
    worst = min(wrong, key=lambda one: one.score)
    claim = " ".join(worst.claim.split())
    shown = claim if len(claim) <= 80 else f"{claim[:80]}…"
    more = f" (and {len(wrong) - 1:,} more of {len(found):,} claims)" if len(wrong) > 1 else ""
    return f"«{shown}»: {'; '.join(worst.reasons[:3])}{more}"
