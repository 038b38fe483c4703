"""Sources cut into passages of 100 to 300 words that end where blocks or sentences end.

A passage keeps its blocks (with their headings and offsets), so that whoever cites it can show the very
place. Short sections next to each other share a passage; a long table or code block is cut between its lines.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from seedbed.tools.knowledge.blocks import Block, blocks_of, unmarked
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.sources import Source

LEAST_WORDS = 100
MOST_WORDS = 300
LONG_WORD = 15
"""Characters; no word counts as shorter than its share of these."""
_WORD = re.compile(r"\w+(?:['’.,]\w+)*")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: `text` is exactly the source's text from start to end."""

    id: str
    """First 16 hex of the source's hash, then the offsets: equal place in equal text, equal id."""
    source: str
    """SHA-256 of the source's text."""
    name: str
    """The source's name, as people know it."""
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...]
    """What the headings of all its blocks have in common."""
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        """The headings above it in a line."""
        return " > ".join(self.heading_path)

    def __hash__(self) -> int:
        return hash(self.id)


def word_count(text: str) -> int:
    """How many words a text has; text that isn't words (a long URL, base64) counts by its characters."""
    return max(sum(1 for _ in _WORD.finditer(text)), len(text) // LONG_WORD)


def chunk_sources(sources: Iterable[Source]) -> tuple[Chunk, ...]:
    """Passages of all sources, in their order."""
    return tuple(chunk for source in sources for chunk in chunk_source(source))


def chunk_source(source: Source) -> Iterator[Chunk]:
    """Passages of one source, in the order of the text."""
    held: list[Block] = []
    words = 0
    for block in _sized(source.text, blocks_of(source.text, source.title)):
        size = word_count(source.text[block.start : block.end])
        new_section = block.kind == "heading" and words >= LEAST_WORDS
        if held and (new_section or words + size > MOST_WORDS):
            kept = len(held)
            while not new_section and kept > 1 and held[kept - 1].kind == "heading":
                kept -= 1
            yield _chunk(source, held[:kept])
            held = held[kept:]
            words = sum(word_count(source.text[b.start : b.end]) for b in held)
        held.append(block)
        words += size
    if held:
        yield _chunk(source, held)


def _chunk(source: Source, blocks: list[Block]) -> Chunk:
    start, end = blocks[0].start, max(block.end for block in blocks)
    paths = [block.heading_path for block in blocks]
    common = tuple(
        levels[0] for levels in takewhile(lambda levels: len(set(levels)) == 1, zip(*paths, strict=False))
    )
    return Chunk(
        id=f"{source.sha256[:16]}:{start}-{end}",
        source=source.sha256,
        name=source.name,
        start=start,
        end=end,
        text=source.text[start:end],
        heading_path=common,
        blocks=tuple(blocks),
    )


def _sized(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, those of more than MOST_WORDS cut at sentences, rows or lines."""
    for block in blocks:
        if word_count(text[block.start : block.end]) <= MOST_WORDS:
            yield block
        elif block.kind == "table":
            yield from _cut_table(text, block)
        else:
            yield from _cut_text(text, block)


def _cut_text(text: str, block: Block) -> Iterator[Block]:
    """Cut between sentences; code and the like between lines."""
    whole = text[block.start : block.end]
    spans = (
        sentence_spans(whole) if block.plain else [match.span() for match in re.finditer(r"[^\n]+", whole)]
    )
    pieces = [piece for span in spans for piece in _cut_run(whole, *span)]
    for first, last in _groups([word_count(whole[start:end]) for start, end in pieces]):
        start, end = pieces[first][0], pieces[last][1]
        plain = unmarked(whole[start:end]) if block.plain else ""
        yield replace(block, start=block.start + start, end=block.start + end, plain=plain)


def _cut_run(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of more than MOST_WORDS without a place to cut, in pieces that end between words if it can be."""
    words = [start + match.start() for match in _WORD.finditer(plain[start:end])]
    for left, right in pairwise([start, *words[MOST_WORDS::MOST_WORDS], end]):
        yield from pairwise([*range(left, right, MOST_WORDS * LONG_WORD), right])


def _cut_table(text: str, block: Block) -> Iterator[Block]:
    sizes = [word_count(text[row.start : row.end]) for row in block.rows]
    if sizes and block.header is not None:
        sizes[0] += word_count(text[block.header.start : block.header.end])
    for first, last in _groups(sizes):
        rows = block.rows[first : last + 1]
        start = block.start if first == 0 else rows[0].start
        yield replace(block, start=start, end=rows[-1].end, rows=rows)


def _groups(sizes: list[int]) -> Iterator[tuple[int, int]]:
    """Consecutive pieces (first, last) of at most MOST_WORDS each, as long as single pieces allow."""
    first, total = 0, 0
    for at, size in enumerate(sizes):
        if at > first and total + size > MOST_WORDS:
            yield first, at - 1
            first, total = at, 0
        total += size
    if sizes:
        yield first, len(sizes) - 1
