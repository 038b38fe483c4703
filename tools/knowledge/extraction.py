"""From a file's bytes to text: Markdown and plain text as they are, HTML as Markdown, JSONL row by row.

It touches no file system. Text keeps its characters, whatever they are; escaping them is the business of each
sink.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from bs4 import Tag

SUFFIXES = (".md", ".markdown", ".txt", ".text", ".html", ".htm", ".jsonl")
"""What is read."""
READ_LATER = frozenset({".pdf", ".docx", ".doc", ".odt", ".rtf", ".rst", ".epub", ".pptx", ".xlsx", ".csv"})
"""Documents for certain, but of a kind that isn't read yet."""
MAX_BYTES = 20_000_000
"""Largest file that is read."""

_FRONT_MATTER = re.compile(r"---\n(.{0,10000}?\n)---\n", re.S)
_TOP_HEADING = re.compile(r"^#\s+(.+?)\s*#*$", re.M)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


@dataclass(frozen=True, slots=True)
class Document:
    """One text found in a file."""

    text: str
    title: str
    original_sha256: str
    place: str = ""
    """`#id` within a file that holds several."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or a row of one, that holds no text that can be used."""

    why: str
    place: str = ""


def documents_in(data: bytes, suffix: str) -> Iterator[Document | Unreadable]:
    """The documents in one file's bytes, in their order; `suffix` is one of `SUFFIXES`."""
    text = decode(data)
    if isinstance(text, Unreadable):
        yield text
    elif suffix == ".jsonl":
        yield from _rows(text)
    else:
        title = ""
        if suffix in (".html", ".htm"):
            text, title = html_to_markdown(text)
        if text.strip():
            yield Document(text, title or title_of(text), hashlib.sha256(data).hexdigest())
        else:
            yield Unreadable("holds no text")


def decode(data: bytes) -> str | Unreadable:
    """UTF-8 (or UTF-16 with its mark) as text with LF line ends, or why it isn't text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        if b"\0" in data:
            return Unreadable("binary: it holds NUL bytes")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        return Unreadable(
            f"not valid {encoding.upper()[:6].rstrip('-')} at byte {fault.start}: save it as UTF-8"
        )
    if "\0" in text:
        return Unreadable("binary: it holds NUL characters")
    return unix_lines(text)


def unix_lines(text: str) -> str:
    """CRLF and CR become LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def front_matter(text: str) -> tuple[str, int]:
    """The title in a YAML head between `---` lines ("" if none), and where the head ends (0 if none)."""
    head = _FRONT_MATTER.match(text)
    if not head:
        return "", 0
    try:
        values = yaml.safe_load(head[1])
    except (yaml.YAMLError, RecursionError, ValueError):
        return "", head.end()
    title = values.get("title", "") if isinstance(values, dict) else ""
    return (" ".join(title.split()) if isinstance(title, str) else ""), head.end()


def title_of(text: str) -> str:
    """Title of a Markdown text: its front matter's, else its first `#` heading, else ""."""
    title, start = front_matter(text)
    heading = _TOP_HEADING.search(text, start)
    return title or (heading[1] if heading else "")


def html_to_markdown(html: str) -> tuple[str, str]:
    """An HTML page as (Markdown, title). What the page hides from its reader is left out, as are scripts."""
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
    converter = MarkdownConverter(heading_style="ATX", escape_asterisks=False, escape_underscores=False)
    try:
        text = converter.convert_soup(page.body or page)
    except RecursionError:
        # Tags never closed nest without end; their words are still worth reading.
        text = (page.body or page).get_text("\n\n", strip=True)
    return re.sub(r"\n{3,}", "\n\n", unix_lines(text)).strip() + "\n", title


def _is_hidden(tag: "Tag") -> bool:
    return tag.has_attr("hidden") or _HIDDEN.search(str(tag.get("style", ""))) is not None


def _rows(text: str) -> Iterator[Document | Unreadable]:
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        row = _row(line)
        if isinstance(row, str):
            yield Unreadable(row, f"#line {number}")
            continue
        name = str(row.get("id", f"line {number}"))
        if name in seen:
            yield Unreadable("a row with this id came before", f"#{name}")
            continue
        seen.add(name)
        body = unix_lines(row["text"]).removeprefix("\ufeff")
        title = row.get("title")
        yield Document(
            body,
            " ".join(title.split()) if isinstance(title, str) else title_of(body),
            hashlib.sha256(line.encode("utf-8")).hexdigest(),
            f"#{name}",
        )


def _row(line: str) -> dict[str, Any] | str:
    """The row as an object with a `text`, or why it isn't one."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return f"not JSON: {fault}"
    if not isinstance(row, dict):
        return "not a JSON object"
    if not isinstance(row.get("text"), str) or not row["text"].strip():
        return "no text in the field 'text'"
    try:
        row["text"].encode("utf-8")
    except UnicodeEncodeError:
        return "its text holds half a surrogate pair"
    return row
