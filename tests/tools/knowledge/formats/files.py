"""Small PDF and DOCX files: what they hold is known, and nothing else is in them."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_RELS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""


def pdf(pages: Sequence[Sequence[str]], bookmarks: Sequence[tuple[str, int]] = (), title: str = "") -> bytes:
    """A PDF of pages of lines (characters of cp1252), with bookmarks (words, page from 0)."""
    names = {
        "/Type": "/Font",
        "/Subtype": "/Type1",
        "/BaseFont": "/Helvetica",
        "/Encoding": "/WinAnsiEncoding",
    }
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    writer = PdfWriter()
    for lines in pages:
        escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
        shown = "\n".join(f"({line}) Tj T*" for line in escaped)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 11 Tf 14 TL 60 760 Td\n{shown}\nET".encode("cp1252"))
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Resources")] = fonts
        page[NameObject("/Contents")] = writer._add_object(stream)
    for words, number in bookmarks:
        writer.add_outline_item(title=words, page_number=number)
    writer.add_metadata({"/Title": title})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(blocks: Sequence[str | tuple[int, str] | list[list[str]]], *, head: str = "") -> bytes:
    """A DOCX of paragraphs (strings), headings (level, words) and tables (rows of cells).

    `head` stands before the document's element."""
    body = "".join(map(_block, blocks))
    element = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    document = f'<?xml version="1.0" encoding="UTF-8"?>{head}{element}'
    return packed({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELS, "word/document.xml": document})


def packed(members: dict[str, str | bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _block(block: str | tuple[int, str] | list[list[str]]) -> str:
    if isinstance(block, str):
        return f"<w:p><w:r><w:t>{escape(block)}</w:t></w:r></w:p>"
    if isinstance(block, tuple):
        level, words = block
        style = f'<w:pPr><w:pStyle w:val="Heading{level}"/></w:pPr>'
        return f"<w:p>{style}<w:r><w:t>{escape(words)}</w:t></w:r></w:p>"
    rows = "".join(f"<w:tr>{''.join(f'<w:tc>{_block(cell)}</w:tc>' for cell in row)}</w:tr>" for row in block)
    return f"<w:tbl>{rows}</w:tbl>"
