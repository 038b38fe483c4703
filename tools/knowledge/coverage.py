"""How much of the documents a dataset uses: documents and sections, from the places it cites.

A section is the text under one line of headings; it is used if a place lies in it. Nothing is read but
offsets; whether a row says something true of what it cites is for others to check.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
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


class Use:
    """Counts what rows use of some passages. Headings without text of their own are no section."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._names = {chunk.source: chunk.name for chunk in chunks}
        self._words: Counter[_Section] = Counter()
        self._blocks: defaultdict[str, list[tuple[int, int, _Section]]] = defaultdict(list)
        for chunk in chunks:
            for block in chunk.blocks:
                if block.kind != "heading":
                    section = (chunk.source, block.heading_path)
                    text = chunk.text[block.start - chunk.start : block.end - chunk.start]
                    self._words[section] += word_count(text)
                    self._blocks[chunk.source].append((block.start, block.end, section))
        self._used: Counter[str | _Section] = Counter()

    def add(self, places: Iterable[Place], rows: int = 1) -> None:
        """Count the places of one row.

        Args:
            rows: -1 takes a row back.
        """
        touched: set[str | _Section] = set()
        for source, start, end in places:
            blocks = self._blocks.get(source, ())
            touched |= {source, *(key for first, last, key in blocks if first < end and last > start)}
        for one in touched:
            self._used[one] += rows

    def read(self) -> Coverage:
        """What the rows so far use."""
        sizes: Counter[str] = Counter()
        for (source, _), words in self._words.items():
            sizes[source] += words
        documents = [Unused(name, sizes[one]) for one, name in self._names.items() if self._used[one] <= 0]
        sections = [
            Unused(": ".join(filter(None, (self._names[one[0]], " > ".join(one[1])))), words)
            for one, words in self._words.items()
            if self._used[one] <= 0
        ]
        return Coverage(_share(len(self._names), documents), _share(len(self._words), sections))


def _share(total: int, left: Iterable[Unused]) -> Share:
    unused = sorted(left, key=lambda one: (-one.size, one.name))
    return Share(total - len(unused), total, tuple(unused[:SHOWN]))
