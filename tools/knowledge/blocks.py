"""A Markdown or plain text as blocks: headings, paragraphs, list items, tables, code; each with its place.

markdown-it-py finds the structure and takes the marks off; this file adds exact offsets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Literal

import yaml

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Kind = Literal["heading", "paragraph", "item", "table", "code", "html"]
_CELL_END = re.compile(r"(?<!\\)\|")
_TOP_HEADING = re.compile(r"^#[ \t]+\S.*$", re.M)
_FRONT_MATTER = re.compile(r"---\n(?=\S)(.{0,10000}?\n)---\n", re.S)
_DEEPEST = 100
"""Levels of lists (each counts twice) and quotes; what lies deeper isn't read."""
_KEY = re.compile(r"[^\s:]+:\s")
"""How a head begins that is faulty YAML."""
_TEXT = "tag:yaml.org,2002:str"
_FENCED = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)", re.M | re.S)


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
    """`item`: a paragraph inside a list or quote."""
    start: int
    end: int
    heading_path: tuple[str, ...]
    """Title and headings above it, outermost first; a heading's own words are the last."""
    plain: str = ""
    """Words of a heading, paragraph or item without their marks."""
    header: Row | None = None
    """For a table."""
    rows: tuple[Row, ...] = ()


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])


def unmarked(text: str) -> str:
    """A text on one line without its marks of Markdown: links keep their words, images and tags vanish."""
    return _plain(_parser().parseInline(text)[0])


def _plain(inline: "Token") -> str:
    said = {"text": "", "code_inline": "", "softbreak": " ", "hardbreak": " "}
    words = (said[one.type] or one.content for one in inline.children or () if one.type in said)
    return " ".join("".join(words).split())


def blocks_of(text: str, title: str = "") -> Iterator[Block]:
    """The blocks of a text in their order. `title` heads every path unless the text's own first heading says
    it."""
    _, body = front_matter(text)
    tokens = _parser().parse(re.sub(r"[^\n]", " ", text[:body]) + text[body:])
    lines = [*accumulate((len(line) + 1 for line in text.split("\n")), initial=0)]
    headings: list[tuple[int, str]] = []
    path: tuple[str, ...] = (title,) if title else ()
    for at, token in enumerate(tokens):
        if token.map is None:
            continue
        start, stop = (lines[number] for number in token.map)
        end = start + len(text[start : stop - 1].rstrip())
        if token.type == "table_open":
            numbers = (token.map[0], *range(token.map[0] + 2, token.map[1]))
            head, *rows = (_row(text, lines[number], lines[number + 1] - 1) for number in numbers)
            regular = tuple(row for row in rows if len(row.cells) == len(head.cells))
            yield Block("table", start, end, path, header=head, rows=regular)
        elif token.type in ("fence", "code_block", "html_block"):
            yield Block("html" if token.type == "html_block" else "code", start, end, path)
        elif token.type == "inline" and (opening := tokens[at - 1]).type == "heading_open":
            level = int(opening.tag[1])
            headings = [*(kept for kept in headings if kept[0] < level), (level, _plain(token))]
            path = tuple(words for _, words in headings)
            if title and path[0].casefold() != title.casefold():
                path = (title, *path)
            yield Block("heading", start, end, path, _plain(token))
        elif token.type == "inline" and opening.type == "paragraph_open":
            yield Block("paragraph" if token.level == 1 else "item", start, end, path, _plain(token))


def front_matter(text: str) -> tuple[str, int]:
    """The title in a YAML head between `---` lines ("" if none), and where the head ends (0 if none)."""
    head = _FRONT_MATTER.match(text)
    if not head:
        return "", 0
    try:
        # Its nodes alone: merges of merges (`<<`) would grow to millions of values.
        node = yaml.compose(head[1], yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return "", head.end() if _KEY.match(head[1]) else 0
    if not isinstance(node, yaml.MappingNode):  # words between two rules
        return "", 0
    titles = [value for key, value in node.value if key.value == "title"][-1:]
    return " ".join(word for one in titles if one.tag == _TEXT for word in one.value.split()), head.end()


def title_of(text: str) -> str:
    """Title of a Markdown text: its front matter's, else the words of its first `#` heading, else ""."""
    title, start = front_matter(text)
    heading = _TOP_HEADING.search(_FENCED.sub("", text[start:]))
    return title or (next(blocks_of(heading[0])).plain if heading else "")


def _row(text: str, start: int, stop: int) -> Row:
    line = text[start:stop].rstrip()
    begin, end = len(line) - len(line.lstrip(" \t>")), len(line)
    begin += line[begin : begin + 1] == "|"
    if end > begin and line[end - 1] == "|" and line[end - 2] != "\\":
        end -= 1
    edges = [begin - 1, *(found.start() for found in _CELL_END.finditer(line, begin, end)), end]
    cells = []
    for left, right in pairwise(edges):
        raw = line[left + 1 : right]
        place = start + right - len(raw.lstrip())
        cells.append(Cell(unmarked(raw), place, place + len(raw.strip())))
    return Row(tuple(cells), start, start + len(line))
