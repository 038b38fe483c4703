"""How much of the documents a dataset uses: documents and sections, from the places it cites.

A section is used if a place lies in it. Nothing is read but offsets; whether a row says something true of
what it cites is for others to check.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seedbed.tools.knowledge.chunks import Chunk, word_count

SHOWN = 10
"""Unused ones that are named, at most."""
Place = tuple[str, int, int]
"""(SHA-256 of a source's text, start, end)."""
_Section = tuple[str, tuple[str, ...]]
"""(SHA-256 of the source's text, headings above the text, outermost first)."""


@dataclass(frozen=True, slots=True)
class Unused:
    """Something that no row uses."""

    name: str
    """A document's name, or "document: heading > heading"."""
    size: int
    """Its words."""


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


class Layout:
    """What stands where in some passages. Headings without text of their own count as no section."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self.sections = _sections(chunks)
        self.documents = {chunk.source: chunk.name for chunk in chunks}
        """SHA-256 of the source's text → its name."""
        self._blocks = _placed(chunks)

    def touched(self, places: Iterable[Place]) -> frozenset[_Section]:
        """The sections that share a character with the places; those elsewhere touch nothing."""
        return frozenset(key for place in places for key in _touching(self._blocks, place))


class Use:
    """Counts what rows use; grows row by row, each at the cost of its own places."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._documents: Counter[str] = Counter()
        self._sections: Counter[_Section] = Counter()

    def add(self, places: Iterable[Place], rows: int = 1) -> None:
        """Count the places of one row.

        Args:
            rows: -1 takes a row back.
        """
        mine = list(places)
        for document in {source for source, _, _ in mine}:
            self._documents[document] += rows
        for section in self.layout.touched(mine):
            self._sections[section] += rows

    def unused(self) -> list[Section]:
        """Sections that no row uses, the largest first."""
        left = [section for key, section in self.layout.sections.items() if self._sections[key] <= 0]
        return sorted(left, key=lambda section: -section.words)

    def read(self) -> Coverage:
        """What the rows so far use."""
        names = self.layout.documents
        sizes: Counter[str] = Counter()
        for section in self.layout.sections.values():
            sizes[section.source] += section.words
        documents = (Unused(names[key], sizes[key]) for key in names if self._documents[key] <= 0)
        sections = (Unused(section.title, section.words) for section in self.unused())
        return Coverage(_share(len(names), documents), _share(len(self.layout.sections), sections))


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
class _Spans:
    """Spans of one source by their start, each with its section."""

    spans: Sequence[tuple[int, int, _Section]]
    starts: Sequence[int]
    longest: int


def _placed(chunks: Iterable[Chunk]) -> dict[str, _Spans]:
    """Source → its blocks."""
    by_source: defaultdict[str, list[tuple[int, int, _Section]]] = defaultdict(list)
    for chunk in chunks:
        for block in chunk.blocks:
            if block.kind != "heading":
                key = (chunk.source, block.heading_path)
                by_source[chunk.source].append((block.start, block.end, key))
    made: dict[str, _Spans] = {}
    for source, spans in by_source.items():
        spans.sort(key=lambda span: span[:2])
        longest = max(end - start for start, end, _ in spans)
        made[source] = _Spans(spans, [start for start, _, _ in spans], longest)
    return made


def _touching(there: Mapping[str, _Spans], place: Place) -> Iterator[_Section]:
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
