"""How much of the documents a dataset uses: documents, sections and entities, from its citations alone.

A section is used if a citation lies in it; an entity, if the words of a citation that hold one of its facts
do. Nothing is read but offsets; whether a row says something true of what it cites is for others to check.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seedbed.tools.knowledge.chunks import Chunk, word_count
from seedbed.tools.knowledge.graph.entities import is_value
from seedbed.tools.knowledge.graph.graph import facts_in

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.graph import Graph

SHOWN = 10
"""Unused ones that are named, at most."""


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
    entities: Share


def coverage(graph: "Graph", chunks: Sequence[Chunk], citations: Iterable[Mapping[str, Any]]) -> Coverage:
    """What the citations (`sha256`, `start`, `end`; evidence of kind `citation`) use of graph and passages.

    Headings without text of their own count as no section.
    """
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for cited in citations:
        spans[str(cited["sha256"])].append((int(cited["start"]), int(cited["end"])))
    merged = {source: _merged(some) for source, some in spans.items()}
    names: dict[str, str] = {}
    words: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    used: set[tuple[str, tuple[str, ...]]] = set()
    for chunk in chunks:
        names.setdefault(chunk.source, chunk.name)
        for block in chunk.blocks:
            if block.kind == "heading":
                continue
            text = chunk.text[block.start - chunk.start : block.end - chunk.start]
            words[chunk.source][block.heading_path] += word_count(text)
            if _touched(merged.get(chunk.source, ()), block.start, block.end):
                used.add((chunk.source, block.heading_path))
    documents = {source: sum(words[source].values()) for source in names}
    sections = {(source, path): size for source, some in words.items() for path, size in some.items()}
    return Coverage(
        _share(
            {names[source]: size for source, size in documents.items()},
            {names[s] for s in merged if s in names},
        ),
        _share(
            {f"{names[source]}: {' > '.join(path)}": size for (source, path), size in sections.items()},
            {f"{names[source]}: {' > '.join(path)}" for source, path in used},
        ),
        _entities(graph, merged),
    )


def _entities(graph: "Graph", merged: Mapping[str, Sequence[tuple[int, int]]]) -> Share:
    sizes: dict[str, int] = {}
    used: set[str] = set()
    for key in graph:
        if not is_value(key):
            sizes[key] = graph.degree(key)
    for subject, value, fact in facts_in(graph):
        if _touched(merged.get(fact.source, ()), fact.start, fact.end):
            used.update(key for key in (subject, value) if key in sizes)
    named = _share(sizes, used)
    unused = tuple(Unused(graph.nodes[one.name]["name"], one.size) for one in named.unused)
    return Share(named.used, named.total, unused)


def _share(sizes: Mapping[str, int], used: set[str]) -> Share:
    left = sorted(((-size, name) for name, size in sizes.items() if name not in used))
    return Share(
        len(sizes) - len(left), len(sizes), tuple(Unused(name, -size) for size, name in left[:SHOWN])
    )


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _touched(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a place shares a character with one of the spans."""
    at = bisect_right(spans, (end - 1, end * 2 + 1))
    return at > 0 and spans[at - 1][1] > start
