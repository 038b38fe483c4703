"""What of the documents carries an answer of a talk about them, by the words alone.

The talk's row names its sources; which place of them carries a claim is found again here, without a model.
An answer with a claim that only a judge could carry is none whose contradictions could be proven.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.shelf import Shelf
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.claims.cited import LITERAL, WORDED, carried_by, claims_of, compare

_TRIED = 6
"""Passages of a claim that is nowhere word for word."""
_MOST = 8
"""Claims of an answer."""
_SHOWN = 3
"""Passages that are kept."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What the documents have for an answer."""

    cited: tuple[dict[str, Any], ...] = ()
    """A citation (fields of the evidence) for each claim; none: some claim isn't carried."""
    passages: tuple[str, ...] = ()
    """Where they stand; without citations the passages that the talk is about."""


def carried(text: str, row: Mapping[str, Any], shelf: Shelf) -> Carried:
    """The citations of an answer in a talk about documents, and the passages around."""
    if not row.get("source"):
        return Carried()
    names, headed = str(row["source"]).split("; "), str(row.get("heading", ""))
    chunks = [chunk for chunk in shelf.chunks if chunk.name in names]
    chunks.sort(key=lambda chunk: " > ".join(chunk.heading_path) not in headed)
    cited = _citations(text, chunks)
    places = {(one["sha256"], one["start"]) for one in cited}
    around = [one for one in chunks if any(s == one.source and one.start <= at < one.end for s, at in places)]
    return Carried(cited, tuple(one.text for one in (around or chunks)[:_SHOWN]))


def _citations(text: str, chunks: Sequence[Any]) -> tuple[dict[str, Any], ...]:
    claims = claims_of(text)
    if not 0 < len(claims) <= _MOST:
        return ()
    found = []
    for claim in claims:
        literal = [chunk for chunk in chunks if contains(claim, chunk.text)]
        cited = next(filter(None, (_cited(claim, chunk) for chunk in (literal or chunks)[:_TRIED])), None)
        if cited is None:
            return ()
        found.append(cited)
    return tuple(found)


def _cited(claim: str, chunk: Any) -> dict[str, Any] | None:
    """The place of a passage that carries a claim."""
    compared = compare(claim, [chunk.text])
    by = carried_by(claim, compared.quote, compared)
    if by not in (LITERAL, WORDED) or not compared.quote:
        return None
    start = chunk.start + compared.start
    return {
        "claim": claim,
        "source": chunk.name,
        "sha256": chunk.source,
        "start": start,
        "end": start + len(compared.quote),
        "quote": compared.quote,
        "ok": True,
        "by": by,
    }
