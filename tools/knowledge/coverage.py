"""How much of the documents a dataset uses: documents and sections, from the places it cites.

A section is the text under one line of headings; it is used if a place lies in it. Nothing is read but
offsets; whether a row says something true of what it cites is for others to check."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from seedbed.tools.knowledge.chunks import Chunk, word_count

SHOWN = 10
"""Unused ones that are named, at most."""
Place = tuple[str, int, int]
"""(SHA-256 of a source's text, start, end)."""
_Section = tuple[str, tuple[str, ...]]
"""(SHA-256 of the source's text, headings above the text, outermost first)."""


def used(chunks: Sequence[Chunk], places: Iterable[Place]) -> dict[str, Any]:
    """What places use of some passages: for `documents` and `sections` how many are `used`, the `total`, and
    the largest `unused` with `name` and `size` in words. Headings without text of their own are no
    section."""
    names = {chunk.source: chunk.name for chunk in chunks}
    words: Counter[str | _Section] = Counter()
    blocks: defaultdict[str, list[tuple[int, int, _Section]]] = defaultdict(list)
    for chunk in chunks:
        there, text = blocks[chunk.source], chunk.text
        for block in chunk.blocks:
            if block.kind == "heading":
                continue
            section = (chunk.source, block.heading_path)
            size = word_count(text[block.start - chunk.start : block.end - chunk.start])
            words.update({section: size, chunk.source: size})
            if there and there[-1][2] == section:
                there[-1] = (there[-1][0], block.end, there[-1][2])
            else:
                there.append((block.start, block.end, section))
    seen: set[str | _Section] = set()
    for source, start, end in places:
        seen |= {source, *(key for first, last, key in blocks[source] if first < end and last > start)}
    sections = {
        one: ": ".join(filter(None, (names[one[0]], " > ".join(one[1])))) for one in words if one not in names
    }

    def share(named: Mapping[Any, str]) -> dict[str, Any]:
        left = [(words[one], name) for one, name in named.items() if one not in seen]
        largest = sorted(left, key=lambda one: (-one[0], one[1]))[:SHOWN]
        unused = [{"name": name, "size": size} for size, name in largest]
        return {"used": len(named) - len(left), "total": len(named), "unused": unused}

    return {"documents": share(names), "sections": share(sections)}
