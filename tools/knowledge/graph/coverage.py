"""How much of the documents a dataset uses: documents, sections and entities, from the places it cites.

A section is used if a place lies in it; an entity, if the words of a place that hold one of its facts do.
Nothing is read but offsets; whether a row says something true of what it cites is for others to check.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

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
    passages: tuple[str, ...]
    """Ids of the passages that hold some of it, in their order."""

    @property
    def key(self) -> _Section:
        """What it is known by."""
        return self.source, self.heading

    @property
    def title(self) -> str:
        """As people read it: "document: heading > heading"."""
        return f"{self.name}: {' > '.join(self.heading)}" if self.heading else self.name


class Use:
    """Counts what rows use of some passages; grows row by row, each at the cost of its own places.

    Headings without text of their own count as no section.
    """

    def __init__(self, chunks: Sequence[Chunk], graph: "Graph | None" = None) -> None:
        """Args:
        graph: Of these passages; None: entities aren't counted.
        """
        self.sections = _sections(chunks)
        self._names = {chunk.source: chunk.name for chunk in chunks}
        self._sizes: Counter[str] = Counter()
        for section in self.sections.values():
            self._sizes[section.source] += section.words
        self._blocks = _placed(
            (chunk.source, block.start, block.end, (chunk.source, block.heading_path))
            for chunk in chunks
            for block in chunk.blocks
            if block.kind != "heading"
        )
        self._graph = graph
        self._entities = {key: graph.degree(key) for key in graph if not is_value(key)} if graph else {}
        self._facts = _placed(
            (fact.source, fact.start, fact.end, key)
            for subject, value, fact in (facts_in(graph) if graph else ())
            for key in dict.fromkeys((subject, value))
            if key in self._entities
        )
        self._used: Counter[str] = Counter()
        self._used_sections: Counter[_Section] = Counter()
        self._used_entities: Counter[str] = Counter()

    def add(self, places: Iterable[Place], rows: int = 1) -> None:
        """Count the places of one row.

        Args:
            rows: -1 takes a row back.
        """
        documents: set[str] = set()
        sections: set[_Section] = set()
        entities: set[str] = set()
        for source, start, end in places:
            if source in self._names:
                documents.add(source)
                sections.update(_touched(self._blocks.get(source), start, end))
                entities.update(_touched(self._facts.get(source), start, end))
        for key in documents:
            self._used[key] += rows
        for section in sections:
            self._used_sections[section] += rows
        for key in entities:
            self._used_entities[key] += rows

    def unused(self) -> list[Section]:
        """Sections that no row uses, the largest first."""
        left = [section for key, section in self.sections.items() if self._used_sections[key] <= 0]
        return sorted(left, key=lambda section: -section.words)

    def read(self) -> Coverage:
        """What the rows so far use."""
        left = [source for source in self._names if self._used[source] <= 0]
        sections = [Unused(section.title, section.words) for section in self.unused()]
        return Coverage(
            _share(len(self._names), (Unused(self._names[source], self._sizes[source]) for source in left)),
            _share(len(self.sections), sections),
            self._read_entities(),
        )

    def _read_entities(self) -> Share | None:
        if self._graph is None:
            return None
        nodes = self._graph.nodes
        left = (key for key in self._entities if self._used_entities[key] <= 0)
        return _share(len(self._entities), (Unused(nodes[key]["name"], self._entities[key]) for key in left))


def coverage(
    graph: "Graph | None", chunks: Sequence[Chunk], citations: Iterable[Mapping[str, Any]]
) -> Coverage:
    """What citations (`sha256`, `start`, `end`; evidence of kind `citation`) use of graph and passages."""
    use = Use(chunks, graph)
    use.add((str(cited["sha256"]), int(cited["start"]), int(cited["end"])) for cited in citations)
    return use.read()


def _sections(chunks: Iterable[Chunk]) -> dict[_Section, Section]:
    words: Counter[_Section] = Counter()
    passages: dict[_Section, list[str]] = {}
    names: dict[str, str] = {}
    for chunk in chunks:
        names[chunk.source] = chunk.name
        for block in chunk.blocks:
            if block.kind != "heading":
                key = (chunk.source, block.heading_path)
                words[key] += word_count(chunk.text[block.start - chunk.start : block.end - chunk.start])
                passages.setdefault(key, []).append(chunk.id)
    return {
        (source, heading): Section(
            source, names[source], heading, words[source, heading], tuple(dict.fromkeys(mine))
        )
        for (source, heading), mine in passages.items()
    }


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


def _touched(there: _Spans[_Key] | None, start: int, end: int) -> Iterator[_Key]:
    """What shares a character with a place."""
    at = bisect_left(there.starts, end) if there else 0
    while there and at > 0:
        at -= 1
        first, last, key = there.spans[at]
        if first + there.longest <= start:
            return
        if last > start:
            yield key
