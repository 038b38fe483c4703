"""What documents list under headings of a certain meaning: what a thing is made of, the steps to make it.

Only whole lists without lists inside, whose lines read by themselves. It decides nothing about chains.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.talks.exchange import Place
from seedbed.tools.knowledge.wordlist import word_set

_PARTS = word_set("ingredients")
_STEPS = word_set("directions instructions method preparation steps procedure")
_ODD = re.compile(r"[<>{}\[\]|\\=#@*]|https?:|www\.|:$|\b(?:above|below|I|me|my|author|video|link|page)\b")
_LAST = re.compile(r"(?:enjoy|done|serve)\b[\w ,]{0,12}[.!]*|.*!{2,}", re.I)
FEWEST, MOST = 3, 14
MOST_WORDS = {"parts": 14, "steps": 55}


@dataclass(frozen=True, slots=True)
class Listed:
    """The lines of one list, each with its place."""

    lines: tuple[Place, ...]
    heading_path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A document about how one thing is made."""

    title: str
    source: str
    parts: Listed | None
    """What it is made of."""
    steps: Listed | None


def made_things(chunks: Iterable[Chunk]) -> tuple[Made, ...]:
    """The documents that tell how a thing is made, in their order; only those with a title of their own."""
    by_source: dict[str, list[tuple[Chunk, Block]]] = {}
    for chunk in chunks:
        by_source.setdefault(chunk.source, []).extend((chunk, block) for block in chunk.blocks)
    found = []
    for source, blocks in by_source.items():
        title = blocks[0][1].heading_path[0] if blocks and blocks[0][1].heading_path else ""
        parts, steps = _listed(blocks, _PARTS, "parts"), _listed(blocks, _STEPS, "steps")
        if is_title(title) and _has(blocks, _PARTS) and _has(blocks, _STEPS) and (parts or steps):
            found.append(Made(title, source, parts, steps))
    return tuple(found)


def is_title(title: str) -> bool:
    """Whether a document's title is a name that can be spoken, not that of a file or of a text about it."""
    return bool(re.fullmatch(r"[^\W\d_][\w'’&.,() -]*", title)) and not (
        re.search(r"\.\w{1,8}$|^(?:how|the best|my|our|why|what)\b", title, re.I) or len(title.split()) > 7
    )


def _has(blocks: Sequence[tuple[Chunk, Block]], headings: frozenset[str]) -> bool:
    return any(
        block.heading_path[-1].lower() in headings for _, block in blocks if len(block.heading_path) == 2
    )


def _listed(blocks: Sequence[tuple[Chunk, Block]], headings: frozenset[str], kind: str) -> Listed | None:
    """The one list that stands under such a heading, and nothing else does."""
    mine = [
        (chunk, block)
        for chunk, block in blocks
        if len(block.heading_path) > 1
        and block.heading_path[1].lower() in headings
        and block.kind != "heading"
    ]
    if not FEWEST <= len(mine) <= 2 * MOST or len({block.heading_path for _, block in mine}) != 1:
        return None
    lines: list[Place] = []
    for chunk, block in mine:
        quote = chunk.text[block.start - chunk.start : block.end - chunk.start]
        if block.kind != "item" or block.laid is None or not re.match(r"(?:[-*+]|\d+[.)])\s", quote):
            return None  # nested, or prose between the lines
        said = block.laid.plain
        place = Place(said, chunk.source, chunk.name, block.start, block.end, quote)
        if (
            _ODD.search(said)
            or "([" in quote
            or not place.holds
            or not 1 <= len(said.split()) <= MOST_WORDS[kind]
        ):
            return None if kind == "parts" else _cut(lines, mine[0][1].heading_path)
        lines.append(place)
    if kind == "parts" and len(lines) > MOST:
        return None
    return (
        _cut(lines, mine[0][1].heading_path)
        if kind == "steps"
        else Listed(tuple(lines), mine[0][1].heading_path)
    )


def _cut(steps: Sequence[Place], path: tuple[str, ...]) -> Listed | None:
    """The steps up to one that can't be said; only if those are enough for a talk."""
    kept = [step for step in steps if not _LAST.fullmatch(step.claim)]
    return Listed(tuple(kept), path) if len(kept) >= FEWEST and kept == list(steps[: len(kept)]) else None
