"""From a file's bytes to texts: which kinds are read, where, and what is not.

It touches no file system. Kinds that bytes alone can make slow or large (PDF, DOCX …) are read by
`formats/extract.py` in a process of its own; here is what is read in this one. Text keeps its characters,
whatever they are; escaping them is the business of each sink.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from seedbed.tools.knowledge.formats.characters import decode, unix_lines
from seedbed.tools.knowledge.formats.found import Document, Unreadable
from seedbed.tools.knowledge.formats.json_texts import read_json
from seedbed.tools.knowledge.formats.rows import jsonl_rows
from seedbed.tools.knowledge.formats.tables import read_table
from seedbed.tools.knowledge.formats.titles import title_of

if TYPE_CHECKING:
    from bs4 import Tag

HERE = frozenset({".md", ".markdown", ".txt", ".text", ".html", ".htm", ".jsonl", ".json", ".csv", ".tsv"})
"""Read in this process."""
APART = frozenset({".pdf", ".docx", ".rst", ".ttl", ".nt", ".jsonld", ".rdf", ".owl"})
"""Read in a process of its own, under limits of time and memory."""
SUFFIXES = tuple(sorted(HERE | APART))
"""What is read."""
NOT_READ = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages"), "save it as DOCX or PDF"),
    **dict.fromkeys((".xls", ".xlsx", ".ods", ".numbers"), "save its sheets as CSV"),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), "save it as PDF"),
    **dict.fromkeys((".epub", ".mobi"), "convert it to HTML or Markdown"),
    **dict.fromkeys((".tex", ".adoc", ".org"), "convert it to Markdown (pandoc does)"),
    **dict.fromkeys((".zip", ".gz", ".tar", ".tgz", ".7z"), "unpack it"),
}
"""Documents for certain, but of a kind that isn't read → what to do."""
MAX_BYTES = 20_000_000
"""Largest file of text that is read."""
MAX_BYTES_OF = {".pdf": 100_000_000, ".docx": 100_000_000}
"""Largest file of a kind that holds pictures beside its text."""
EXTRACTOR = 1
"""Goes up when equal bytes give another text; remembered texts of other numbers are read anew."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def most_bytes(suffix: str) -> int:
    """Size of the largest file of a kind that is read."""
    return MAX_BYTES_OF.get(suffix, MAX_BYTES)


def documents_in(data: bytes, suffix: str) -> Iterator[Document | Unreadable]:
    """The documents in one file's bytes, in their order; `suffix` is one of `HERE`."""
    decoded = decode(data, declares=suffix in (".html", ".htm"))
    if isinstance(decoded, Unreadable):
        yield decoded
        return
    text, note = decoded
    original = hashlib.sha256(data).hexdigest()
    for found in _documents(text, suffix):
        if isinstance(found, Unreadable):
            yield found
        else:
            yield replace(
                found,
                title=found.title or title_of(found.text),
                original_sha256=found.original_sha256 or original,
                note="; ".join(filter(None, (note, found.note))),
            )


def _documents(text: str, suffix: str) -> Iterator[Document | Unreadable]:
    if suffix == ".jsonl":
        yield from jsonl_rows(text)
    elif suffix == ".json":
        yield from read_json(text)
    elif suffix in (".csv", ".tsv"):
        yield from read_table(text, suffix)
    else:
        title = ""
        if suffix in (".html", ".htm"):
            text, title = html_to_markdown(text)
        yield Document(text, title) if text.strip() else Unreadable("holds no text")


def html_to_markdown(html: str, *, headless: bool = False) -> tuple[str, str]:
    """An HTML page as (Markdown, title). What the page hides from its reader is left out, as are scripts.

    Args:
        html: The page.
        headless: Whether its tables never mark their heads, so that the first row of each is taken for one.
    """
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    page = BeautifulSoup(html, "html.parser")
    title = page.title.get_text(" ", strip=True) if page.title else ""
    for tag in page(
        ["script", "style", "noscript", "template", "head", "title", "nav", "svg", "form", "iframe"]
    ):
        tag.decompose()
    for tag in page.find_all(_is_hidden):
        tag.decompose()
    converter = MarkdownConverter(
        heading_style="ATX", escape_asterisks=False, escape_underscores=False, table_infer_header=headless
    )
    try:
        text = converter.convert_soup(page.body or page)
    except RecursionError:
        # Tags never closed nest without end; their words are still worth reading.
        text = (page.body or page).get_text("\n\n", strip=True)
    return re.sub(r"\n{3,}", "\n\n", unix_lines(text)).strip() + "\n", title


def _is_hidden(tag: "Tag") -> bool:
    return tag.has_attr("hidden") or _HIDDEN.search(str(tag.get("style", ""))) is not None
