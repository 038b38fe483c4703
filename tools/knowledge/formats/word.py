"""DOCX: by mammoth (BSD-2) to HTML, and on to Markdown as any page.

mammoth is what Microsoft's markitdown reads DOCX with; markitdown itself would bring a language model for
telling kinds of file (magika) and pandas, and adds no structure. Pictures, comments and deleted passages are
left out; nothing that the document links to is opened.
"""

import io
from typing import Any

import mammoth

from seedbed.tools.knowledge.extraction import html_to_markdown
from seedbed.tools.knowledge.formats.found import Document, Unreadable
from seedbed.tools.knowledge.formats.packed import fault_of_package

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"


def read_docx(data: bytes) -> Document | Unreadable:
    """A DOCX file's text with its headings, lists and tables (the first row of each is its head)."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Unreadable("an old Word file or one locked with a password: save it as DOCX without one")
    if fault := fault_of_package(data):
        return fault
    try:
        page = mammoth.convert_to_html(io.BytesIO(data), convert_image=_no_picture, style_map=_STYLES)
    except (KeyError, OSError, ValueError) as fault:
        return Unreadable(f"damaged, or no DOCX: {fault}")
    text, _ = html_to_markdown(page.value, headless=True)
    return Document(text, "") if text.strip() else Unreadable("holds no text")


def _no_picture(_: Any) -> list[Any]:
    return []
