"""From a file's bytes to texts: which kinds are read, where, and what is not.

It touches no file system. Kinds that bytes alone can make slow or large (PDF, DOCX, HTML) are read by
`formats/extract.py` in a process of its own. Text keeps its characters, whatever they are; escaping them is
the business of each sink."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, Literal

from seedbed.tools.knowledge.blocks import blocks_of, title_of
from seedbed.tools.knowledge.formats.characters import Document, Unreadable, decode, unix_lines
from seedbed.tools.knowledge.formats.programs import functions_in
from seedbed.tools.knowledge.formats.rows import read_rows, rows_as_documents
from seedbed.tools.verification.workers.pool import shared_pool

if TYPE_CHECKING:
    from bs4 import Tag

ROWS = frozenset({".jsonl", ".json", ".csv", ".tsv"})
"""Files that may hold several documents."""
APART = frozenset({".pdf", ".docx"})
"""Read in a process of its own, under limits of time and memory."""
_SMALL = 20_000
"""Bytes of a page that is read here: it takes some seconds at most, and a process as long as most pages."""
SECONDS = 60.0
"""Of computing that reading one of these may take."""
_JOBS = "seedbed.tools.knowledge.formats.extract"
_PLAIN = frozenset({".txt", ".text", ".rst", ".adoc", ".org", ".tex", ".ttl", ".nt", ".jsonld"})
"""Text as it stands: its reader knows the marks."""
_MARKED = frozenset({".md", ".markdown"})
_PAGES = frozenset({".html", ".htm"})
_TEXTS = _PAGES | _MARKED | _PLAIN
Cut = Literal["", "row", "entry", "line", "function"]
"""What of a file is a document: all of it, each row of a table, the same and whole though it is but a text,
or besides each line of a text (of Markdown each item of its lists) and each entry of a map in JSON; or of a
program each function."""
PROGRAM = ".py"
"""Suffix of the programs whose functions are told."""
SUFFIXES = tuple(sorted(ROWS | APART | _TEXTS))
"""Documents. Other texts (programs, logs) are read where they are named or there is nothing else."""
NOT_READ = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages"), "save it as DOCX or PDF"),
    **dict.fromkeys((".xls", ".xlsx", ".ods", ".numbers"), "save its sheets as CSV"),
    ".parquet": "save it as JSONL or CSV",
    **dict.fromkeys((".db", ".sqlite", ".sqlite3"), "save its tables as CSV, its schema as .sql"),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), "save it as PDF"),
    **dict.fromkeys((".epub", ".mobi"), "convert it to HTML or Markdown"),
    **dict.fromkeys((".rdf", ".owl"), "write it as Turtle (rapper and rdflib do)"),
    **dict.fromkeys((".zip", ".gz", ".tar", ".tgz", ".7z"), "unpack it"),
}
"""Documents for certain, but of a kind that isn't read → what to do."""
_UNREAD = "script style noscript template head title nav svg iframe button select textarea".split()
"""Tags of HTML whose words aren't read."""
_BLOCKS = (
    "main header footer aside figure details summary address fieldset legend hgroup center dialog".split()
)
"""Tags of HTML that begin a line, which markdownify takes for words."""
_ENDS = {
    "p": ("p", {*"li dd td th table blockquote div section article form".split(), *_BLOCKS, *_UNREAD}),
    "li": ("li", {"ul", "ol"}),
    **dict.fromkeys(("dt", "dd"), ("dt dd", {"dl"})),
    **dict.fromkeys(("td", "th"), ("td th", {"tr", "table"})),
    "tr": ("tr", {"table"}),
}
"""Tag of HTML → those that it ends (they needn't be closed), and what keeps outer ones from that."""
_GAP = re.compile(r"(^```.*?(?:^```$|\Z))|\n{3,}", re.M | re.S)
"""Empty lines, but those of a program."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def documents_in(
    data: bytes, suffix: str, *, any_text: bool = False, cut: Cut = ""
) -> Iterator[Document | Unreadable]:
    """The documents in one file's bytes, in their order.

    Args:
        suffix: One of `SUFFIXES`, or any.
        any_text: Whether JSON and JSONL that hold neither texts nor a table are read, too.
        cut: What is a document of its own."""
    original = hashlib.sha256(data).hexdigest()
    for found in _documents(data, suffix, any_text, cut):
        if isinstance(found, Unreadable):
            yield found
        else:
            whole = found.whole or (found.place != "" and cut in ("entry", "line"))
            title = found.title or ("" if found.is_code else title_of(found.text))
            original_sha256 = found.original_sha256 or original
            yield replace(found, title=title, original_sha256=original_sha256, whole=whole)


def _documents(data: bytes, suffix: str, any_text: bool, cut: Cut) -> Iterator[Document | Unreadable]:
    if cut == "function" and suffix != PROGRAM:
        yield Unreadable(f"the functions of {PROGRAM} files alone are told")
        return
    if suffix in APART:
        yield read_apart(data, suffix)
        return
    read: str | Document | Unreadable = decode(data)
    if suffix in _PAGES:
        read = read_page(data) if len(data) <= _SMALL else read_apart(data, suffix)
    if isinstance(read, Unreadable):
        yield read
        return
    text, title = (read.text, read.title) if isinstance(read, Document) else (read, "")
    if cut == "function":
        yield from functions_in(text)
        return
    if suffix in ROWS:
        yield from read_rows(text, suffix, any_text=any_text, by_row=bool(cut), entries=cut == "line")
        return
    if not text.strip():
        yield Unreadable("holds no text")
    elif cut == "line":
        lines = ((f"line {n}", line) for n, line in _entries(text, suffix in _MARKED))
        yield from rows_as_documents((place, line, {"text": line, "title": line}) for place, line in lines)
    else:
        yield Document(text, title, is_code=suffix not in _TEXTS)


def _entries(text: str, is_marked: bool) -> Iterator[tuple[int, str]]:
    """Number and words of each line that isn't empty; of Markdown the items of its lists, where it has none
    what isn't a heading."""
    blocks = [*blocks_of(text)] if is_marked else []
    if items := [one for one in blocks if one.kind == "item"]:
        yield from ((text.count("\n", 0, one.start) + 1, " ".join(one.plain.split())) for one in items)
        return
    heads = {text.count("\n", 0, one.start) + 1 for one in blocks if one.kind == "heading"}
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and number not in heads:
            yield number, line.strip()


def read_apart(data: bytes, suffix: str) -> Document | Unreadable:
    """The document in the bytes of a file that may end the process that reads it; its hash is left empty.
    `suffix`: one of `APART`, or of a page. Raises UserFault: processes can't be started."""
    with NamedTemporaryFile(prefix="seedbed-") as file:
        file.write(data)
        file.flush()
        done = shared_pool(_JOBS).run("read", file.name, suffix, limit=SECONDS)
    if done.state == "done":
        found = json.loads(done.result)
        return Document(**{**found, "pages": tuple(found["pages"])}) if done.ok else Unreadable(**found)
    whys = {
        "time": f"takes more than {SECONDS:g} seconds to be read",
        "memory": "needs too much memory to be read",
    }
    return Unreadable(whys.get(done.state, f"makes the library that reads it fail ({done.reason[:160]})"))


def read_page(data: bytes) -> Document | Unreadable:
    """An HTML page's text in Markdown."""
    html = decode(data, declares=True)
    return html if isinstance(html, Unreadable) else Document(*html_to_markdown(html))


def html_to_markdown(html: str, *, headless: bool = False) -> tuple[str, str]:
    """An HTML page as (Markdown, title). What the page hides from its reader is left out, as are scripts.
    `headless`: whether its tables never mark their heads, so that the first row of each is taken for one."""
    from bs4.element import PreformattedString
    from bs4.exceptions import ParserRejectedMarkup
    from markdownify import MarkdownConverter

    try:
        page = _pages()(html, "html.parser")
    except ParserRejectedMarkup:  # `<![ endif]`, which is a comment to a browser
        page = _pages()(html.replace("<![", "<!x["), "html.parser")
    title = page.title.get_text(" ", strip=True) if page.title else ""
    for tag in page(_UNREAD):
        tag.decompose()
    for tag in page.find_all(_is_hidden):
        tag.decompose()
    for note in page.find_all(string=lambda one: isinstance(one, PreformattedString)):
        note.extract()  # comments and what is meant for programs
    for tag in page(_BLOCKS):
        tag.name = "div"
    for words in page.find_all(string=re.compile(r"\|")):
        if words.find_parent(["td", "th"]):
            words.replace_with(words.replace("|", "\\|"))
    converter = MarkdownConverter(
        heading_style="ATX", escape_asterisks=False, escape_underscores=False, table_infer_header=headless
    )
    try:
        text = converter.convert_soup(page.body or page)
    except (RecursionError, ValueError):
        # Tags never closed nest without end, numbers in them may be none; the words are still worth reading.
        text = (page.body or page).get_text("\n\n", strip=True)
    return _GAP.sub(lambda gap: gap[1] or "\n\n", unix_lines(text)).strip() + "\n", title


@cache
def _pages() -> Any:
    """Reads HTML as trees, in which what needn't be closed ends where the next one begins."""
    from bs4 import BeautifulSoup

    class Page(BeautifulSoup):
        def handle_starttag(self, name: str, *args: Any, **named: Any) -> Any:
            ended, around = _ENDS.get(name, ("", set[str]()))
            for tag in reversed(self.tagStack) if ended else ():
                if tag.name in ended.split():
                    self.handle_endtag(tag.name)
                if tag.name in (*around, *ended.split()):
                    break
            return super().handle_starttag(name, *args, **named)

    return Page


def _is_hidden(tag: "Tag") -> bool:
    return tag.has_attr("hidden") or _HIDDEN.search(str(tag.get("style", ""))) is not None
