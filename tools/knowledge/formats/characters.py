"""From bytes to characters: UTF-8, UTF-16 by its mark, or the encoding that an HTML or XML file declares.

No encoding is guessed. charset-normalizer 3.5.2 read «£4 per hour — a naïve “price”» in cp1252 as
«Ż4 per hour Ś a na’ve ōpriceö», and is as sure of that as of what it gets right; wrong characters in a source
become wrong rows. What can't be decoded is named with the byte where it fails."""

import codecs
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One text found in a file."""

    text: str
    """Markdown or plain, LF line ends."""
    title: str
    original_sha256: str = ""
    """Of the file's bytes, or of the row's own line; empty until whoever holds the bytes fills it in."""
    place: str = ""
    """`#id` within a file that holds several."""
    pages: tuple[int, ...] = ()
    """Where each page begins in `text`, as offsets that never fall; empty where there are no pages."""
    is_code: bool = False
    """Whether it is a program, settings or the like, and no line of it a heading or an item of a list."""
    whole: bool = False
    """Whether it is had as one passage: a row, line or entry by which rows of the dataset are counted."""
    note: str = ""
    """What its reader should know, such as pages without text; one line, may be empty."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or a row of one, that holds no text that can be used."""

    why: str
    place: str = ""


LONGEST = 40_000
"""Characters of a whole document that a row sees; of a longer one the passages that begin it."""
_HEAD = 2048
"""Bytes in which a declaration is looked for."""
_UTF_8 = frozenset({"utf-8", "ascii"})
_PLAIN = bytes((*range(32, 92), *range(93, 127))) + rb" \x41 \u0041 .xn--"
"""What an encoding leaves as it is in which a page can be written that says so in ASCII."""


def decode(data: bytes, *, declares: bool = False) -> str | Unreadable:
    """Text with LF line ends, or why it isn't text. `declares`: whether the file may say its encoding in its
    head, as HTML and XML do."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16")
    if b"\0" in data:
        return Unreadable("binary: it holds NUL bytes")
    text = _decoded(data, "utf-8-sig")
    if isinstance(text, Unreadable) and declares and (named := _declared(data[:_HEAD])):
        return _decoded(data, named)
    return text


def _declared(head: bytes) -> str:
    """The text encoding declared, in Python's name for it; "" if none that differs from UTF-8."""
    from bs4.dammit import EncodingDetector

    try:
        known = codecs.lookup(EncodingDetector.find_declared_encoding(head, is_html=True) or "")
        if not getattr(known, "_is_text_encoding", False) or _PLAIN.decode(known.name) != _PLAIN.decode():
            return ""
    except (LookupError, UnicodeError):
        return ""
    # Pages that declare Latin-1 are written in Windows' superset of it; browsers read them so (WHATWG).
    name = "cp1252" if known.name == "iso8859-1" else known.name
    return name if name not in _UTF_8 else ""


def _decoded(data: bytes, encoding: str) -> str | Unreadable:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        name = encoding.upper().removesuffix("-SIG")
        return Unreadable(f"not valid {name} at byte {fault.start}: save it as UTF-8")
    if "\0" in text:
        return Unreadable("binary: it holds NUL characters")
    return unix_lines(text)


def unix_lines(text: str) -> str:
    """CRLF and CR become LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
