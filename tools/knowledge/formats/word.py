"""DOCX: by mammoth (BSD-2) to HTML, and on to Markdown as any page.

Pictures, comments and deleted passages are left out; nothing that the document links to is opened. Entities
that grow are refused by expat."""

import io
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

import mammoth

from seedbed.tools.knowledge.extraction import html_to_markdown
from seedbed.tools.knowledge.formats.characters import Document, Unreadable

MOST_UNPACKED = 200_000_000
"""Bytes of all members together, as the directory states them: zipfile hands out no more of any."""
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"


def read_docx(data: bytes) -> Document | Unreadable:
    """A DOCX file's text with its headings, lists and tables (the first row of each is its head)."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Unreadable("an old Word file or one locked with a password: save it as DOCX without one")
    try:
        size = sum(member.file_size for member in ZipFile(io.BytesIO(data)).infolist())
        if size > MOST_UNPACKED:
            return Unreadable(f"unpacks to {size:,} bytes; at most {MOST_UNPACKED:,} are read")
        page = mammoth.convert_to_html(io.BytesIO(data), convert_image=lambda _: [], style_map=_STYLES)
    except (BadZipFile, ExpatError, EOFError, KeyError, OSError, ValueError) as fault:
        return Unreadable(f"damaged, or no DOCX: {fault}")
    text, _ = html_to_markdown(page.value, headless=True)
    return Document(text, "") if text.strip() else Unreadable("holds no text")
