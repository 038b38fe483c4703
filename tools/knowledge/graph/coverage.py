"""How much of the documents a dataset uses: documents, sections and entities, from the places it cites.

A section is used if a place lies in it; an entity, if the words of a place that hold one of its facts do.
Nothing is read but offsets; whether a row says something true of what it cites is for others to check.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from seedbed.tools.knowledge.chunks import Chunk, word_count
from seedbed.tools.knowledge.graph.entities import is_value
from seedbed.tools.knowledge.graph.graph import facts_in

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.graph import Graph

SHOWN = 10
"""Unused ones that are named, at most."""
Place = tuple[str, int, int]
"""(SHA-256 of a source's text, start, end)."""
_Section = tuple[str, tuple[str, ...]]
"""(SHA-256 of the source's text, headings above the text, outermost first)."""
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Unused:
    """Something that no row uses."""

    name: str
    """A document's name, "document: heading > heading", or an entity's commonest spelling."""
    size: int
    """Words of a document or section; facts of an entity."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a kind are used."""

    used: int
    total: int
    unused: tuple[Unused, ...]
    """The largest unused ones, largest first, at most SHOWN."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a dataset uses of its sources."""

    documents: Share
    sections: Share
    entities: Share | None
    """None: nobody looked for entities."""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one line of headings of one document."""

    source: str
    """SHA-256 of the source's text."""
    name: str
    """The source's name."""
    heading: tuple[str, ...]
    """Outermost first."""
    words: int

    @property
    def title(self) -> str:
        """As people read it: "document: heading > heading"."""
        return f"{self.name}: {' > '.join(self.heading)}" if self.heading else self.name


@dataclass(frozen=True, slots=True)
class Touched:
    """What some places touch."""

    documents: frozenset[str]
    sections: frozenset[_Section]
    entities: frozenset[str]


class Layout:
    """What stands where in some passages. Headings without text of their own count as no section."""

    def __init__(self, chunks: Sequence[Chunk], graph: "Graph | None" = None) -> None:
        """Args:
        graph: Of these passages; None: entities aren't looked for.
        """
        self.sections = _sections(chunks)
        self.documents = {chunk.source: chunk.name for chunk in chunks}
        """SHA-256 of the source's text → its name."""
        self.graph = graph
        self.entities = {key: graph.degree(key) for key in graph if not is_value(key)} if graph else {}
        """Key of a thing → its facts."""
        self._blocks = _placed(
            (chunk.source, block.start, block.end, (chunk.source, block.heading_path))
            for chunk in chunks
            for block in chunk.blocks
            if block.kind != "heading"
        )
        self._facts = _placed(
            (fact.source, fact.start, fact.end, key)
            for subject, value, fact in (facts_in(graph) if graph else ())
            for key in dict.fromkeys((subject, value))
            if key in self.entities
        )

    def touched(self, places: Iterable[Place]) -> Touched:
        """What shares a character with the places; those elsewhere touch nothing."""
        mine = [place for place in places if place[0] in self.documents]
        return Touched(
            frozenset(source for source, _, _ in mine),
            frozenset(key for place in mine for key in _touching(self._blocks, place)),
            frozenset(key for place in mine for key in _touching(self._facts, place)),
        )


class Use:
    """Counts what rows use; grows row by row, each at the cost of its own places."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._documents: Counter[str] = Counter()
        self._sections: Counter[_Section] = Counter()
        self._entities: Counter[str] = Counter()

    def add(self, places: Iterable[Place], rows: int = 1) -> None:
        """Count the places of one row.

        Args:
            rows: -1 takes a row back.
        """
        touched = self.layout.touched(places)
        for document in touched.documents:
            self._documents[document] += rows
        for section in touched.sections:
            self._sections[section] += rows
        for entity in touched.entities:
            self._entities[entity] += rows

    def unused(self) -> list[Section]:
        """Sections that no row uses, the largest first."""
        left = [section for key, section in self.layout.sections.items() if self._sections[key] <= 0]
        return sorted(left, key=lambda section: -section.words)

    def read(self) -> Coverage:
        """What the rows so far use."""
        names, graph, facts = self.layout.documents, self.layout.graph, self.layout.entities
        sizes: Counter[str] = Counter()
        for section in self.layout.sections.values():
            sizes[section.source] += section.words
        documents = (Unused(names[key], sizes[key]) for key in names if self._documents[key] <= 0)
        sections = (Unused(section.title, section.words) for section in self.unused())
        left = [key for key in facts if self._entities[key] <= 0]
        entities = [Unused(graph.nodes[key]["name"], facts[key]) for key in left] if graph else []
        return Coverage(
            _share(len(names), documents),
            _share(len(self.layout.sections), sections),
            None if graph is None else _share(len(facts), entities),
        )


def _sections(chunks: Iterable[Chunk]) -> dict[_Section, Section]:
    words: Counter[_Section] = Counter()
    names: dict[str, str] = {}
    for chunk in chunks:
        names[chunk.source] = chunk.name
        for block in chunk.blocks:
            if block.kind != "heading":
                key = (chunk.source, block.heading_path)
                words[key] += word_count(chunk.text[block.start - chunk.start : block.end - chunk.start])
    return {key: Section(key[0], names[key[0]], key[1], size) for key, size in words.items()}


def _share(total: int, left: Iterable[Unused]) -> Share:
    unused = sorted(left, key=lambda one: (-one.size, one.name))
    return Share(total - len(unused), total, tuple(unused[:SHOWN]))


# places ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Spans(Generic[_Key]):
    """Spans of one source by their start, each with what stands there."""

    spans: Sequence[tuple[int, int, _Key]]
    starts: Sequence[int]
    longest: int


def _placed(found: Iterable[tuple[str, int, int, _Key]]) -> dict[str, _Spans[_Key]]:
    """Source → its spans."""
    by_source: defaultdict[str, list[tuple[int, int, _Key]]] = defaultdict(list)
    for source, start, end, key in found:
        by_source[source].append((start, end, key))
    made: dict[str, _Spans[_Key]] = {}
    for source, spans in by_source.items():
        spans.sort(key=lambda span: span[:2])
        longest = max(end - start for start, end, _ in spans)
        made[source] = _Spans(spans, [start for start, _, _ in spans], longest)
    return made


def _touching(there: Mapping[str, _Spans[_Key]], place: Place) -> Iterator[_Key]:
    """What shares a character with a place."""
    source, start, end = place
    mine = there.get(source)
    at = bisect_left(mine.starts, end) if mine else 0
    while mine and at > 0:
        at -= 1
        first, last, key = mine.spans[at]
        if first + mine.longest <= start:
            return
        if last > start:
            yield key
