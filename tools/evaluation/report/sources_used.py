"""What a run's rows use of its documents, measured at the end and told in a line.

A row uses the places that it cites, and the passages that were picked for it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from seedbed.memory.candidate import Citation
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.report.amounts import counted, number

if TYPE_CHECKING:
    from seedbed.tools.knowledge.chunks import Chunk
    from seedbed.tools.knowledge.coverage import Place

KEY = "sources_used"
"""Among the run's values, once it has been measured."""
_KINDS = ("documents", "sections")
_NAMED = 2


def measure(store: Store, chunks: "Sequence[Chunk]") -> dict[str, Any]:
    """What the accepted rows use, as JSON: per kind `used`, `total` and the largest `unused` ones; `rows`."""
    from seedbed.tools.knowledge.coverage import used

    return {"rows": store.counts().get("accepted", 0), **used(chunks, _places(store, chunks))}


def _places(store: Store, chunks: "Sequence[Chunk]") -> "Iterator[Place]":
    accepted, hashes = set[int](), {chunk.name: chunk.source for chunk in chunks}
    for candidate in store.candidates("accepted"):
        accepted.add(candidate.number)
        for one in candidate.draft.evidence:
            if isinstance(one, Citation):
                yield one.sha256, one.start, one.end
    for row, brief in store.briefs():
        for one in brief.picked if brief is not None and row in accepted else ():
            if isinstance(one, dict) and one.keys() == {"source", "start", "end", "quote"}:
                yield hashes.get(one["source"], ""), one["start"], one["end"]


def sources_used(store: Store, accepted: int) -> dict[str, Any]:
    """As it was measured at the end; {} of a run that has gone on since or is under way."""
    kept: dict[str, Any] = store.meta(KEY) or {}
    return {kind: kept[kind] for kind in _KINDS if kept.get(kind)} if kept.get("rows") == accepted else {}


def told(sources: Mapping[str, Any]) -> str:
    """How much is used, in a line; empty where it wasn't measured.

    Args:
        sources: As `sources` of the report. Names in it are data, not escaped."""
    shares = [
        f"{kind} {number(sources[kind]['used'])} of {number(sources[kind]['total'])}"
        for kind in _KINDS
        if sources.get(kind)
    ]
    if not shares:
        return ""
    left = [*sources["documents"]["unused"], *sources["sections"]["unused"]]
    named = ", ".join(f"{one['name']} ({counted(one['size'], 'word')})" for one in left[:_NAMED])
    return f"{', '.join(shares)}{f'; largest unused: {named}' if named else ''}"
