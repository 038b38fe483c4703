"""Sources cut into passages of 100 to 300 words that end where blocks or sentences end.

A passage knows its blocks (with their headings and offsets), so that whoever cites it can show the very
place. Short sections next to each other share a passage; a long table or code block is cut between its lines.
Texts and blocks of sources that a run keeps stay on the disk: ten thousand documents fill no memory."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise, takewhile
from typing import Any, cast

from seedbed.memory.files.disk import write_atomic
from seedbed.tools.knowledge.blocks import Block, blocks_of, unmarked
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.sources import Source
from seedbed.tools.words import number_of_words, unspaced, whole_words

LEAST_WORDS = 100
MOST_WORDS = 300
LONG_WORD = 15
"""Characters; no word counts as shorter than its share of these."""
_LETTERS = 2
"""Letters that count as a word where none is told from the next (Chinese has 1.6, Thai 4 in one)."""


CUT = ".cut"
"""Ending of the file beside a source's text that holds how it was cut (JSON, by zstd)."""
_LONG = 2_000
"""Characters of a source from which how it was cut is kept: a shorter one is cut as fast as that is read."""
_AS_OF = {False: 1, True: 2}
"""Whether sections are apart → what changes with how texts are cut: what was cut otherwise is cut anew."""
_Under = tuple[tuple[str, ...], int]
_Cut = tuple[tuple[tuple[int, int, tuple[_Under, ...]], ...], tuple[tuple[Block, ...], ...]]
"""Of each passage where it begins and ends and what it stands under; and its blocks."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: `text` is exactly the source's text from start to end."""

    id: str
    """First 16 hex of the source's hash, then the offsets: equal place in equal text, equal id."""
    name: str
    """The source's name, as people know it."""
    start: int
    end: int
    under: tuple[_Under, ...]
    """The headings that its blocks stand under, outermost first, in order, with the words under each."""
    of: Source = field(repr=False, compare=False)
    number: int = field(compare=False)
    """From 0, in its source."""

    @property
    def source(self) -> str:
        """SHA-256 of the source's text."""
        return self.of.sha256

    @property
    def text(self) -> str:
        return self.of.text[self.start : self.end]

    @property
    def blocks(self) -> tuple[Block, ...]:
        return _cut(self.of)[1][self.number]

    @property
    def heading_path(self) -> tuple[str, ...]:
        """What the headings of all its blocks have in common."""
        levels = zip(*(path for path, _ in self.under), strict=False)
        return tuple(same[0] for same in takewhile(lambda level: len(set(level)) == 1, levels))

    @property
    def heading(self) -> str:
        return " > ".join(self.heading_path)


def word_count(text: str) -> int:
    """How many words a text has; text that isn't words (a long URL, base64) counts by its characters."""
    letters = unspaced(text)
    said = number_of_words(text) - letters + letters // _LETTERS
    return max(said, len(text) // LONG_WORD)


def chunk_sources(sources: Iterable[Source]) -> tuple[Chunk, ...]:
    """Passages of all sources, in their order."""
    return tuple(chunk for source in sources for chunk in chunk_source(source))


def chunk_source(source: Source) -> Iterator[Chunk]:
    """Passages of one source, in the order of the text."""
    for number, (start, end, under) in enumerate(_cut(source)[0]):
        id = f"{source.sha256[:16]}:{start}-{end}"
        yield Chunk(id, source.name, start, end, under, source, number)


# how a source was cut ------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _cut(source: Source) -> _Cut:
    """A source's passages, and the blocks of each; where its text is kept, they are, too."""
    import zstandard

    path = source.folder / f"{source.sha256}{CUT}" if source.folder else None
    if path and path.exists():
        with suppress(OSError, ValueError, zstandard.ZstdError):  # not ours: it is made anew
            as_of, title, kept = _adapter().validate_json(zstandard.decompress(path.read_bytes()))
            if (as_of, title) == (_AS_OF[source.apart], source.title):
                return cast(_Cut, kept)
    blocks = tuple(_grouped(source))
    passages = tuple(
        (one[0].start, max(block.end for block in one), _headings(source.text, one)) for one in blocks
    )
    if path and len(source.text) >= _LONG:
        kept = _adapter().dump_json((_AS_OF[source.apart], source.title, (passages, blocks)))
        with suppress(OSError):  # a run that can't be written to can be read
            write_atomic(path, zstandard.compress(kept))
    return passages, blocks


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[int, str, _Cut])


def _headings(text: str, blocks: Iterable[Block]) -> tuple[_Under, ...]:
    words: Counter[tuple[str, ...]] = Counter()
    for block in blocks:
        words[block.heading_path] += word_count(text[block.start : block.end])
    return tuple(words.items())


def _grouped(source: Source) -> Iterator[tuple[Block, ...]]:
    """The blocks of each passage."""
    held: list[Block] = []
    words = 0
    text = source.text
    end = len(text.removesuffix("\n") if source.whole else text.rstrip())
    code = (Block("code", 0, end, (source.title,) if source.title else ()),)
    if source.whole:
        yield code
        return
    for block in _sized(text, code if source.is_code else blocks_of(text, source.title)):
        size = word_count(source.text[block.start : block.end])
        new_section = block.kind == "heading" and (
            words >= LEAST_WORDS if not source.apart else _ends(held, block)
        )
        if held and (new_section or words + size > MOST_WORDS):
            kept = len(held)
            while not new_section and kept > 1 and held[kept - 1].kind == "heading":
                kept -= 1
            yield tuple(held[:kept])
            held = held[kept:]
            words = sum(word_count(source.text[b.start : b.end]) for b in held)
        held.append(block)
        words += size
    if held:
        yield tuple(held)


def section_of(heading_path: Sequence[str]) -> str:
    """The heading below a document's title; empty for what stands before the first."""
    return heading_path[1] if len(heading_path) > 1 else ""


def _ends(held: Sequence[Block], heading: Block) -> bool:
    """Whether a heading begins another section than that of the text before it."""
    before = next((one for one in reversed(held) if one.kind != "heading"), None)
    return before is not None and section_of(before.heading_path) != section_of(heading.heading_path)


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
    spans = sentence_spans(whole) if block.plain else [one.span() for one in re.finditer(r"[^\n]+", whole)]
    pieces = [piece for span in spans for piece in _cut_run(whole, *span)]
    for first, last in _groups([word_count(whole[start:end]) for start, end in pieces]):
        start, end = pieces[first][0], pieces[last][1]
        plain = unmarked(whole[start:end]) if block.plain else ""
        yield replace(block, start=block.start + start, end=block.start + end, plain=plain)


def _cut_run(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of more than MOST_WORDS without a place to cut, in pieces that end between words if it can be."""
    most = MOST_WORDS * _LETTERS if unspaced(plain[start:end]) else MOST_WORDS
    words = [start + match.start() for match in whole_words(plain[start:end])]
    for left, right in pairwise([start, *words[most::most], end]):
        yield from pairwise([*range(left, right, MOST_WORDS * LONG_WORD), right])


def _cut_table(text: str, block: Block) -> Iterator[Block]:
    """Cut between its lines, also those that have more or fewer cells than the head."""
    found = re.finditer(r"[^\n]*\S", text[block.start : block.end])
    head, rule, *lines = [(block.start + one.start(), block.start + one.end()) for one in found]
    lines = lines or [rule]
    sizes = [word_count(text[start:end]) for start, end in lines]
    sizes[0] += word_count(text[slice(*head)])
    for first, last in _groups(sizes):
        start, end = block.start if first == 0 else lines[first][0], lines[last][1]
        rows = tuple(row for row in block.rows if start <= row.start < end)
        yield replace(block, start=start, end=end, rows=rows)


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
