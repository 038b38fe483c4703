"""PDF: by pypdf (BSD-3), page by page.

Pages leave no mark in the text, which would stand in the middle of sentences and quotes; where each begins is
kept beside it (`Document.pages`), so that a citation's offset has its page. A bookmark whose words stand as a
line of their page makes that line a heading. Lines that head or foot most pages are left out."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from statistics import quantiles
from unicodedata import normalize

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import Destination

from seedbed.tools.knowledge.formats.characters import Document, Unreadable

MOST_PAGES = 5_000
_REPEATED = 0.6
"""Share of the pages on which a line is among the first or last two, to be left out."""
_LEAST_PAGES = 4
"""Below so many pages no line counts as repeated."""
_SHORT = 0.8
"""A line shorter than this share of a full one, ending like a sentence, ends its paragraph."""
_SENTENCE_END = (".", "!", "?", ":", "”", '."', ".)")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_BULLET = re.compile(r"[•‣▪◦●–]\s")
_FORM = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")
"""Ligatures, and letters of Arabic and Hebrew as a font draws them."""
_CUT = re.compile(r"([^\W\d_]+)-\n([^\W\d_]+)\b")
"""A word cut at the end of a line; digits (2019-20) are left alone."""


def read_pdf(data: bytes) -> Document | Unreadable:
    """A PDF's text with its pages."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return Unreadable("locked with a password: save it without one")
        number = len(reader.pages)
        if number > MOST_PAGES:
            return Unreadable(f"{number:,} pages; at most {MOST_PAGES:,} are read")
        pages = [_lines(page.extract_text()) for page in reader.pages]
        headings = _headings(reader)
    except DependencyError:
        return Unreadable("encrypted in a way that isn't read: save it without a password")
    except PyPdfError as fault:
        return Unreadable(f"damaged, or no PDF: {fault}")
    blank = sum(1 for lines in pages if not lines)
    if blank == number:
        return Unreadable("no page holds text: a scan; recognise the text first (ocrmypdf does)")
    kept = _without_repeated(pages, headings)
    text, starts = join_pages(kept, headings)
    notes = [f"{blank} of its {number:,} pages hold no text (scans or pictures)"] if blank else []
    if left := Counter(chain(*pages)) - Counter(chain(*kept)):
        such = f"such as «{next(iter(left))[:60]}»"
        notes.append(f"{left.total():,} lines that head or foot most of its pages are left out, {such}")
    if unknown := text.count("\ufffd"):
        notes.append(f"{unknown:,} characters can't be told from its fonts")
    return Document(text, _title(reader, pages), pages=starts, note="; ".join(notes))


def _lines(text: str) -> list[str]:
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    spelt = _FORM.sub(lambda found: normalize("NFKC", found[0]), whole).replace("\u00ad", "")
    return [" ".join(line.split()) for line in spelt.splitlines() if line.strip()]


def _without_repeated(pages: Sequence[Sequence[str]], headings: dict[int, dict[str, int]]) -> list[list[str]]:
    """The pages without their running heads, feet and numbers; a line that a bookmark names is none."""
    if len(pages) < _LEAST_PAGES:
        return [list(lines) for lines in pages]
    seen = Counter(
        mark
        for number, lines in enumerate(pages)
        for mark in set[str]().union(*(_marks(line, number) for line in (*lines[:2], *lines[-2:])))
    )
    often = {mark for mark, count in seen.items() if count >= _REPEATED * len(pages)}
    kept = []
    for page, lines in enumerate(pages):
        named = headings.get(page, {})
        own = [n for n, line in enumerate(lines) if not _marks(line, page) & often or _folded(line) in named]
        kept.append(list(lines[own[0] : own[-1] + 1]) if own else [])
    return kept


def _marks(line: str, page: int) -> set[str]:
    """A line as it is, and with each number in turn as the distance from the page's, if that goes up with
    it («Page 2 of 6»)."""
    numbers = _NUMBER.finditer(line)
    apart = (f"{line[: one.start()]}\0{int(one[0]) - page}{line[one.end() :]}" for one in numbers)
    return {line, *apart}


def _headings(reader: PdfReader) -> dict[int, dict[str, int]]:
    """Page → the words of each bookmark to it, folded → its level from 1; none where they are damaged."""
    found: dict[int, dict[str, int]] = {}
    try:
        for level, bookmark in _bookmarks(reader.outline, 1):
            page = reader.get_destination_page_number(bookmark)
            if page is not None and bookmark.title:
                found.setdefault(page, {}).setdefault(_folded(str(bookmark.title)), min(level, 5))
    except (PyPdfError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
        return {}
    return found


def _bookmarks(outline: Sequence[object], level: int) -> Iterator[tuple[int, Destination]]:
    for item in outline:
        if isinstance(item, list):
            yield from _bookmarks(item, level + 1)
        elif isinstance(item, Destination):
            yield level, item


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


def join_pages(
    pages: Sequence[Sequence[str]], headings: dict[int, dict[str, int]]
) -> tuple[str, tuple[int, ...]]:
    """The lines of pages as one text of paragraphs, and where in it each page begins.

    A sentence that goes on over the end of a page stays one. A word cut at a line's end is joined where the
    document has it whole elsewhere; else its hyphen stays."""
    whole = set(re.findall(r"\w+", "\n".join("\n".join(lines) for lines in pages).casefold()))
    lengths = [len(line) for lines in pages for line in lines]
    full = quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 0.0
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    before = ""
    for number, lines in enumerate(pages):
        starts.append(at)
        for place, line in enumerate(lines):
            level = headings.get(number, {}).get(_folded(line), 0)
            shown = f"{'#' * (level + 1)} {line}" if level else line
            if before:
                cut = _CUT.search(f"{before}\n{shown}")
                if cut and (cut[1] + cut[2]).casefold() in whole:
                    pieces[-1] = pieces[-1][:-1]
                    at -= 1
                gap = "" if cut else _gap(before, shown, full)
                pieces.append(gap)
                at += len(gap)
            if place == 0:
                starts[-1] = at
            pieces.append(shown)
            at += len(shown)
            before = shown
    # A page without text lies before the hyphen that was taken off.
    return "".join(pieces) + "\n", tuple(accumulate(reversed(starts), min))[::-1]


def _gap(before: str, line: str, full: float) -> str:
    """What stands between two lines: a new paragraph, or the same one."""
    if before.startswith("#") or line.startswith("#") or _BULLET.match(line):
        return "\n\n"
    ends = before.endswith(_SENTENCE_END) and len(before) < _SHORT * full
    return "\n\n" if ends else "\n"


def _title(reader: PdfReader, pages: Sequence[Sequence[str]]) -> str:
    """The title that the file states, if it stands on its first pages, too; programs state all sorts."""
    try:
        stated = reader.metadata.title if reader.metadata else None
    except PyPdfError:
        return ""
    words = _folded(str(stated or ""))
    opening = _folded(" ".join(line for lines in pages[:2] for line in lines))
    return " ".join(str(stated).split()) if words and words in opening else ""
