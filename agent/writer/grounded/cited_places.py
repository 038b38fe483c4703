"""The places of a document that a row cites: the passages around them, and answers that take several places.

It decides nothing about questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.work import Bench, Work
from seedbed.memory.candidate import EVIDENCE, Grade
from seedbed.tools.knowledge.questions.items import BETWEEN, Hop, id_of

_LONGEST_CONTEXT = 4_000
"""Characters of a block that stands as context, at most; of a longer one only the quote does."""


def source_of(bench: Bench, sha256: str) -> Any:
    """The source of that text."""
    return next(source for source in bench.shelf.sources if source.sha256 == sha256)


def around(bench: Bench, chunk_id: str, start: int, end: int) -> tuple[int, int]:
    """Where the paragraph, list item or table begins and ends that start … end lies in."""
    chunk = next(chunk for chunk in bench.shelf.chunks if chunk.id == chunk_id)
    for block in chunk.blocks:
        if block.start <= start and end <= block.end and block.end - block.start <= _LONGEST_CONTEXT:
            return int(block.start), int(block.end)
    return start, end


def cited(
    work: Work, bench: Bench, claim: str, sha256: str, start: int, end: int, grade: Grade = "proven"
) -> Work:
    """The candidate with the citation of what answers it, and its grade if that holds."""
    from seedbed.tools.knowledge.citations import citation

    evidence = EVIDENCE.validate_python(citation(claim, source_of(bench, sha256), start, end))
    work = work.with_evidence(evidence)
    if not evidence.ok:
        return work.because("unsupported claim", evidence.by, "the quote doesn't hold the answer")
    return replace(work, grade=grade, assigned=(work.brief.cell.key,))


def item_id(item: Mapping[str, Any]) -> str:
    """Id of a brief's item, as `GroundedItem.id`."""
    several = bool(item.get("hops"))
    return id_of(item["source"], item["answer_start"], item["answer_end"], item["question"], several=several)


def shown(bench: Bench, places: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """The passages around some places as one context, and the names of their sources; each passage once."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for place in places:
        start, end = around(bench, place["chunk"], place["start"], place["end"])
        start = start if place["since"] is None else min(start, place["since"])
        mine = spans.setdefault(place["source"], [])
        if not any(first <= start and end <= last for first, last in mine):
            mine.append((start, end))
    sources = {sha256: source_of(bench, sha256) for sha256 in spans}
    context = BETWEEN.join(
        sources[sha256].text[slice(*span)] for sha256, mine in spans.items() for span in mine
    )
    return context, "; ".join(source.name for source in sources.values())


def cite_several(work: Work, bench: Bench, item: Mapping[str, Any]) -> Work:
    """The candidate with a citation for each place and the computation, proven if the answer follows."""
    from seedbed.tools.knowledge.citations import citation
    from seedbed.tools.knowledge.questions.calculate import computation, fault_of

    hops = [Hop(**hop) for hop in item["hops"]]
    cited = [citation(hop.claim, source_of(bench, hop.source), hop.start, hop.end) for hop in hops]
    for one in cited:
        work = work.with_evidence(EVIDENCE.validate_python(one))
    assert work.row is not None
    fault = fault_of(work.row, item, cited)
    if fault:
        return work.because("unsupported claim", "several places", fault)
    if item["calculation"]:
        made = computation(item["calculation"], hops, item["answer"])
        work = work.with_evidence(EVIDENCE.validate_python(made))
    return replace(work, grade="proven", assigned=(work.brief.cell.key,))
