"""A Markdown or plain text as blocks: headings, paragraphs, list items, tables, code; each with its place.

markdown-it-py finds the structure; this file adds exact offsets. It knows nothing of chunks or questions.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from seedbed.tools.knowledge.formats.titles import front_matter
from seedbed.tools.knowledge.plain import Laid, lay

Kind = Literal["heading", "paragraph", "item", "table", "code", "html"]
_CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: plain text and where it stands; an empty cell has start == end."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    cells: tuple[Cell, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the document's structure, start … end in the extracted text."""

    kind: Kind
    start: int
    end: int
    heading_path: tuple[str, ...]
    """Title and headings above it, outermost first; a heading's own words are the last."""
    laid: Laid | None = None
    """Plain text of a heading, paragraph or list item."""
    lead: str = ""
    """For a list item: the paragraph right before the list, which it may continue."""
    header: Row | None = None
    """For a table."""
    rows: tuple[Row, ...] = ()


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def blocks_of(text: str, title: str = "") -> tuple[Block, ...]:
    """The blocks of a text in their order. `title` heads every path unless the text's own first heading says
    it."""
    _, body = front_matter(text)
    lines = _line_starts(text)
    masked = re.sub(r"[^\n]", " ", text[:body]) + text[body:]
    return _Builder(text, lines, title).build(_parser().parse(masked))


def _line_starts(text: str) -> list[int]:
    starts = [0]
    starts.extend(match.end() for match in re.finditer("\n", text))
    return [*starts, len(text) + 1] if starts[-1] != len(text) else [*starts, len(text)]


class _Builder:
    """Walks the tokens of one document once."""

    def __init__(self, text: str, lines: list[int], title: str) -> None:
        self.text, self.lines = text, lines
        self.title = title
        self.headings: list[tuple[int, str]] = []
        self.found: list[Block] = []
        self.lists: list[str] = []
        """Lead of each list that is open."""

    def build(self, tokens: list[Token]) -> tuple[Block, ...]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
                self._table(tokens[at:end])
                at = end
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                last = self.found[-1] if self.found else None
                follows = last is not None and last.kind in ("paragraph", "item") and last.laid
                self.lists.append(last.laid.plain if last and last.laid and follows else "")
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
            elif token.type == "inline":
                self._inline(tokens[at - 1], token)
            elif token.type in ("fence", "code_block", "html_block"):
                start, end = self._span(token)
                kind: Kind = "html" if token.type == "html_block" else "code"
                self.found.append(Block(kind, start, end, self._path()))
            at += 1
        return tuple(self.found)

    def _path(self) -> tuple[str, ...]:
        words = [heading for _, heading in self.headings]
        if self.title and self.title.casefold() not in (word.casefold() for word in words[:1]):
            words.insert(0, self.title)
        return tuple(words)

    def _span(self, token: Token) -> tuple[int, int]:
        first, last = token.map or [0, 1]
        end = min(self.lines[min(last, len(self.lines) - 1)] - 1, len(self.text))
        start = self.lines[first]
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return start, end

    def _inline(self, opening: Token, token: Token) -> None:
        start, end = self._span(token)
        laid = lay(*self._place(token))
        if opening.type == "heading_open":
            level = int(opening.tag[1])
            self.headings = [kept for kept in self.headings if kept[0] < level]
            self.headings.append((level, laid.plain))
            self.found.append(Block("heading", start, end, self._path(), laid))
        elif self.lists:
            self.found.append(Block("item", start, end, self._path(), laid, lead=self.lists[-1]))
        else:
            self.found.append(Block("paragraph", start, end, self._path(), laid))

    def _place(self, token: Token) -> tuple[str, list[int]]:
        """An inline token's content and the offset of each of its characters; lines not found again are left
        out."""
        content: list[str] = []
        offsets: list[int] = []
        first = (token.map or [0])[0]
        for number, line in enumerate(token.content.split("\n"), first):
            start = self.lines[number]
            column = self.text[start : self.lines[number + 1] - 1].find(line)
            if column < 0:
                continue
            if content:
                content.append("\n")
                offsets.append(start - 1)
            content.append(line)
            offsets.extend(range(start + column, start + column + len(line)))
        return "".join(content), offsets

    def _table(self, tokens: list[Token]) -> None:
        start, end = self._span(tokens[0])
        first = (tokens[0].map or [0])[0]
        rows = [self._row(first)]
        body = [token.map[0] for token in tokens if token.type == "tr_open" and token.map]
        rows.extend(self._row(number) for number in body if number > first + 1)
        width = len(rows[0].cells)
        regular = tuple(row for row in rows[1:] if len(row.cells) == width)
        self.found.append(Block("table", start, end, self._path(), header=rows[0], rows=regular))

    def _row(self, number: int) -> Row:
        start, stop = self.lines[number], self.lines[number + 1] - 1
        line = self.text[start:stop]
        begin = len(line) - len(line.lstrip(" \t>"))
        if line[begin : begin + 1] == "|":
            begin += 1
        end = len(line.rstrip())
        if end > begin and line[end - 1] == "|" and line[end - 2] != "\\":
            end -= 1
        edges = [begin, *(m.start() for m in _CELL_END.finditer(line, begin, end)), end]
        cells = []
        for left, right in pairwise(edges):
            left += line[left : left + 1] == "|" and left != begin
            laid = lay(line[left:right], range(start + left, start + right))
            place = laid.span(0, len(laid.plain)) if laid.plain else (start + left, start + left)
            cells.append(Cell(laid.plain, *place))
        return Row(tuple(cells), start, start + len(line.rstrip()))
