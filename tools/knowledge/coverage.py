"""How much of the documents a dataset uses: documents and sections, from the places it cites.

A section is the text under one line of headings; it is used if a place lies in it. Nothing is read but
offsets; whether a row says something true of what it cites is for others to check.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from seedbed.tools.knowledge.chunks import Chunk, word_count

SHOWN = 10
"""Unused ones that are named, at most."""
Place = tuple[str, int, int]
"""(SHA-256 of a source's text, start, end)."""
_Section = tuple[str, tuple[str, ...]]
"""(SHA-256 of the source's text, headings above the text, outermost first)."""


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
        self._used: set[str | _Section] = set()

    def add(self, places: Iterable[Place]) -> None:
        """Count the places of one row."""
        for source, start, end in places:
            blocks = self._blocks.get(source, ())
            self._used |= {source, *(key for first, last, key in blocks if first < end and last > start)}

    def read(self) -> dict[str, Any]:
        """What the rows so far use: for `documents` and `sections` how many are `used`, the `total`, and the
        ten largest `unused` with `name` and `size` in words."""
        sizes: Counter[str] = Counter()
        for (source, _), words in self._words.items():
            sizes[source] += words
        documents = [(sizes[one], name) for one, name in self._names.items() if one not in self._used]
        sections = [
            (words, ": ".join(filter(None, (self._names[one[0]], " > ".join(one[1])))))
            for one, words in self._words.items()
            if one not in self._used
        ]
        read = {"documents": (len(self._names), documents), "sections": (len(self._words), sections)}
        return {kind: _share(*counted) for kind, counted in read.items()}


def _share(total: int, left: list[tuple[int, str]]) -> dict[str, Any]:
    largest = sorted(left, key=lambda one: (-one[0], one[1]))[:SHOWN]
    unused = [{"name": name, "size": size} for size, name in largest]
    return {"used": total - len(left), "total": total, "unused": unused}
