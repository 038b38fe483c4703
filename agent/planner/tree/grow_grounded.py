"""The concept tree of questions about documents: documents, and their sections as leaves.

A section is what stands under a document's own headings; short neighbours are joined, so that each leaf has
material. Weights follow the material; a leaf without any is marked, not planned in silence. No model needed.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from seedbed.agent.planner.tree.propose import free_id
from seedbed.memory.plan import largest_remainder
from seedbed.memory.spec import Each, Part
from seedbed.memory.tree import Concept, ConceptTree, slug
from seedbed.tools.knowledge.chunks import Chunk, section_of
from seedbed.tools.offline.tables import GroundedItem

ROOT = "root"
LEAST_WORDS = 80
"""Words of a leaf at least; a shorter section joins its neighbour in the same document."""
LEAST_OF_SECTION = 12
"""The same where rows are ordered for each section: a heading with hardly a sentence is none."""
_OWN_PASSAGE = 40
"""Words of a leaf that a passage holds at least, to be one of its passages (or half of the leaf's words)."""
_UNSUPPORTED = "nothing that can be proven was found in it"


@dataclass(frozen=True, slots=True)
class Sections:
    """The leaves of a pile of documents."""

    concepts: tuple[Concept, ...]
    """Documents and sections, parents first, without the root; weights by words."""
    by_heading: Mapping[tuple[str, str], str]
    """(Source's hash, the section's heading or "") → leaf id."""
    by_source: Mapping[str, str]
    """Source's hash → its first leaf."""

    def leaf_of(self, source: str, heading_path: Sequence[str]) -> str:
        """The leaf of a place in a document. `source`: SHA-256 of the source's text. `heading_path`: title
        and headings above the place, outermost first."""
        return self.by_heading.get((source, section_of(heading_path)), self.by_source[source])


def sections_of(chunks: Sequence[Chunk], least: int = LEAST_WORDS) -> Sections:
    """Cut documents into leaves. A pure function of the chunks. `least`: words of a leaf."""
    documents: dict[str, tuple[str, dict[str, int]]] = {}
    for chunk in chunks:
        title, words = documents.setdefault(chunk.source, (_title(chunk), {}))
        for path, number in chunk.under:
            heading = section_of(path)
            words[heading] = words.get(heading, 0) + number
    concepts: list[Concept] = []
    by_heading: dict[tuple[str, str], str] = {}
    by_source: dict[str, str] = {}

    taken = {ROOT}

    def add(id: str, name: str, parent: str, words: int) -> str:
        free = free_id(id, taken)
        taken.add(free)
        concepts.append(Concept(id=free, name=name[:120], parents=(parent,), weight=float(words)))
        return free

    for source, (title, words) in documents.items():
        leaves = _joined(words, least)
        document = add(slug(title), title, ROOT, max(sum(words.values()), 1))
        if len(leaves) < 2:
            by_source[source] = document
            by_heading |= {(source, heading): document for heading in words}
            continue
        for headings, number in leaves:
            name = "; ".join(" ".join(one.split()) for one in headings if one.strip()) or title
            id = add(f"{document[:60]}.{slug(name)}", name, document, number)
            by_source.setdefault(source, id)
            by_heading |= {(source, heading): id for heading in headings}
    return Sections(tuple(concepts), by_heading, by_source)


def _title(chunk: Chunk) -> str:
    first = next((path[0] for path, _ in chunk.under if path), "")
    return " ".join((first or chunk.name).split())[:120] or "document"


def _joined(words: Mapping[str, int], least: int) -> list[tuple[list[str], int]]:
    """Headings in order, with their words; one with too few is joined with the next, the last with the one
    before."""
    leaves: list[tuple[list[str], int]] = []
    for heading, number in words.items():
        if leaves and leaves[-1][1] < least:
            names, before = leaves.pop()
            leaves.append(([*names, heading], before + number))
        else:
            leaves.append(([heading], number))
    if len(leaves) > 1 and leaves[-1][1] < least:
        (names, before), (last, number) = leaves[-2:]
        leaves[-2:] = [([*names, *last], before + number)]
    return leaves


def items_by_leaf(items: Iterable[GroundedItem], sections: Sections) -> dict[str, tuple[GroundedItem, ...]]:
    """Structured questions by the leaf that they are about, in their order."""
    found: dict[str, list[GroundedItem]] = defaultdict(list)
    for item in items:
        found[sections.leaf_of(item.source, item.heading_path)].append(item)
    return {leaf: tuple(mine) for leaf, mine in found.items()}


def passages_by_leaf(chunks: Sequence[Chunk], sections: Sections) -> dict[str, tuple[Chunk, ...]]:
    """Passages by leaf, in their order; one that spans several leaves serves each that has enough in it."""
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for chunk in chunks:
        for path, number in chunk.under:
            words[chunk.id][sections.leaf_of(chunk.source, path)] += number
    totals = Counter[str]()
    for mine in words.values():
        totals.update(mine)
    found: dict[str, list[Chunk]] = defaultdict(list)
    for chunk in chunks:
        for leaf, number in words[chunk.id].items():
            if number and number >= min(_OWN_PASSAGE, totals[leaf] / 2):
                found[leaf].append(chunk)
    return {leaf: tuple(mine) for leaf, mine in found.items()}


def grow_grounded(part: Part, sections: Sections, weights: Mapping[str, float]) -> ConceptTree:
    """The tree over the sections. `weights`: of the leaves; one without any can have no rows, and is
    marked."""
    under: dict[str, list[str]] = defaultdict(list)
    for concept in sections.concepts:
        under[concept.parents[0]].append(concept.id)
    whole: dict[str, float] = {}
    there = set(weights)
    for one in reversed(sections.concepts):
        mine = sum(whole[id] for id in under[one.id]) if one.id in under else weights.get(one.id, 0.0)
        whole[one.id] = mine
        there |= {one.id} if there & {*under[one.id]} else set()
    grown = [Concept(id=ROOT, name=part.topic[:120], inside="What the documents say.")]
    for one in sections.concepts:
        why = "" if one.id in there else _UNSUPPORTED
        grown.append(one.model_copy(update={"weight": whole[one.id], "unsupported": why}))
    return ConceptTree(concepts=tuple(grown))


def only(sections: Sections, sources: Collection[str]) -> Sections:
    """The leaves of some documents. `sources`: their hashes."""
    by_heading = {place: id for place, id in sections.by_heading.items() if place[0] in sources}
    by_source = {source: id for source, id in sections.by_source.items() if source in sources}
    kept = {*by_heading.values(), *by_source.values()}
    kept |= {parent for one in sections.concepts if one.id in kept for parent in one.parents}
    return Sections(tuple(one for one in sections.concepts if one.id in kept), by_heading, by_source)


def documents_of(sections: Sections) -> Sections:
    """The same with whole documents as leaves."""
    under: dict[str, list[str]] = defaultdict(list)
    for one in sections.concepts:
        under[one.parents[0]].append(one.id)
    tops = [one for one in sections.concepts if one.parents == (ROOT,)]
    whole = (one.model_copy(update={"sections": tuple(under[one.id])}) for one in tops)
    return replace(sections, concepts=tuple(whole))


def by_each(each: Each, sections: Sections, passages: Mapping[str, Sequence[Any]]) -> dict[str, float]:
    """Weights of leaves that are their numbers of rows: so many for each section, or for each document, there
    dealt to its sections by their words."""
    words = by_words(sections, passages)
    if each.of == "section":
        return dict.fromkeys(words, float(each.rows))
    documents: dict[str, list[str]] = defaultdict(list)
    for one in sections.concepts:
        if one.id in words:
            documents[one.id if one.parents == (ROOT,) else one.parents[0]].append(one.id)
    dealt: dict[str, float] = {}
    for mine in documents.values():
        shares = largest_remainder(each.rows, [words[id] for id in mine])
        dealt |= {id: float(number) for id, number in zip(mine, shares, strict=True)}
    return dealt


def by_words(sections: Sections, passages: Mapping[str, Sequence[Any]]) -> dict[str, float]:
    """Weights of leaves by their words, of those that have passages."""
    return {
        one.id: one.weight
        for one in sections.concepts
        if one.weight and any(passages.get(id) for id in one.sections or (one.id,))
    }


def by_stock(stock: Mapping[str, Sequence[Any]], rows: int) -> dict[str, float]:
    """Weights of leaves from whose structure alone rows come: rows dealt in turn, the fullest first, as many
    as each has questions for; a half to one that comes off empty-handed, so that more rows may go there."""
    there = {leaf: len(items) for leaf, items in sorted(stock.items()) if items}
    order = sorted(there, key=lambda leaf: -there[leaf])
    dealt, left = dict.fromkeys(there, 0), min(rows, sum(there.values()))
    while left:
        taking = [leaf for leaf in order if dealt[leaf] < there[leaf]][:left]
        for leaf in taking:
            dealt[leaf] += 1
        left -= len(taking)
    return {leaf: number or 0.5 for leaf, number in dealt.items()}
