"""The passage that a claim is held against: headings, then whole blocks of one section around a place.

Blocks stand as in the source. Of a long table, the header and the rows near the place.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.chunks import Chunk, word_count

MOST_WORDS = 170
"""Words of the blocks, unless one block alone has more."""
LONGEST_BLOCK = 200
"""Words of a block that serves; of a table, its header and rows near the place."""
Parts = tuple[tuple[int, int], ...]


def evidence_of(text: str, heading_path: Sequence[str], parts: Sequence[Sequence[int]]) -> str:
    """Headings on a line of their own, then the parts of a source's text."""
    said = "\n".join(text[start:end] for start, end in parts)
    return f"{' > '.join(heading_path)}\n\n{said}" if heading_path else said


class Sections:
    """The blocks of all sources in their order, to be asked for the evidence around a place."""

    def __init__(self, chunks: Sequence[Chunk], texts: dict[str, str]) -> None:
        """`texts`: SHA-256 of a source → its text."""
        self.texts = texts
        self._blocks: dict[str, list[Block]] = defaultdict(list)
        for chunk in chunks:
            self._blocks[chunk.source].extend(chunk.blocks)
        self._starts = {source: [block.start for block in mine] for source, mine in self._blocks.items()}

    def around(self, source: str, start: int, end: int, since: int) -> tuple[tuple[str, ...], Parts] | None:
        """Heading path and parts of the evidence around start … end, from `since` on at the latest.

        None where the block is code, or too long to be read.
        """
        blocks = self._blocks[source]
        at = bisect_right(self._starts[source], start) - 1
        if at < 0 or blocks[at].end < end or blocks[at].kind not in ("paragraph", "item", "table"):
            return None
        block, text = blocks[at], self.texts[source]
        size = word_count(text[block.start : block.end])
        headless = block.header is not None and block.header.start < block.start
        if block.kind == "table" and (size > MOST_WORDS or headless):
            return (block.heading_path, _rows(block, start, text)) if since >= start else None
        if size > LONGEST_BLOCK:
            return None
        first, last = self._widened(blocks, at, size, text)
        begin = blocks[first].start
        if since < begin:
            return None
        return block.heading_path, ((begin, blocks[last].end),)

    def _widened(self, blocks: Sequence[Block], at: int, size: int, text: str) -> tuple[int, int]:
        """First and last block of the same section around one, before and after in turn, while there is
        room."""
        first = last = at
        open_ = {-1, 1}
        while open_:
            for step in (-1, 1):
                if step not in open_:
                    continue
                number = first - 1 if step < 0 else last + 1
                near = blocks[number] if 0 <= number < len(blocks) else None
                if (
                    near is None
                    or near.heading_path != blocks[at].heading_path
                    or near.kind not in ("paragraph", "item", "table")
                    or (near.header is not None and near.header.start < near.start)
                    or size + word_count(text[near.start : near.end]) > MOST_WORDS
                    or (step > 0 and _hangs(text[near.start : near.end]))
                ):
                    open_.discard(step)
                    continue
                size += word_count(text[near.start : near.end])
                first, last = min(first, number), max(last, number)
        return first, last

    def places(self) -> Sequence[tuple[str, Block]]:
        """Every block that may be evidence, with its source."""
        return [
            (source, block)
            for source, mine in self._blocks.items()
            for block in mine
            if block.kind in ("paragraph", "item", "table")
        ]


def _hangs(said: str) -> bool:
    """Whether a block at the end of a passage says nothing by itself: «For example:», «@examples»."""
    return said.rstrip().endswith(":") or len(said.split()) < 3


def _rows(block: Block, start: int, text: str) -> Parts:
    """Header with the line under it, and the rows around a place."""
    assert block.header is not None
    under = text.find("\n", block.header.end + 1)
    head = (block.header.start, under if under >= 0 else block.header.end)
    at = next((n for n, row in enumerate(block.rows) if row.start <= start <= row.end), 0)
    first = last = at
    size = word_count(text[block.rows[at].start : block.rows[at].end])
    while True:
        grown = [n for n in (first - 1, last + 1) if 0 <= n < len(block.rows)]
        room = [
            n for n in grown if size + word_count(text[block.rows[n].start : block.rows[n].end]) <= MOST_WORDS
        ]
        if not room:
            return head, (block.rows[first].start, block.rows[last].end)
        for n in room:
            size += word_count(text[block.rows[n].start : block.rows[n].end])
        first, last = min(first, *room), max(last, *room)
