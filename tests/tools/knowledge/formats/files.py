"""Small PDF and DOCX files, written byte by byte: what they hold is known, and nothing else is in them."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

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
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("cp1252") if isinstance(body, str) else body)
        return len(objects)

    catalog, tree, info, outlines = add(""), add(""), add(f"<< /Title ({_string(title)}) >>"), add("")
    font = add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for lines in pages:
        shown = "\n".join(f"({_string(line)}) Tj T*" for line in lines)
        content = f"BT /F1 11 Tf 14 TL 60 760 Td\n{shown}\nET".encode("cp1252")
        stream = add(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {stream} 0 R "
                f"/Resources << /Font << /F1 {font} 0 R >> >> >>"
            )
        )
    marks = [add("") for _ in bookmarks]
    for at, (words, page) in enumerate(bookmarks):
        following = f"/Next {marks[at + 1]} 0 R" if at + 1 < len(marks) else ""
        objects[marks[at] - 1] = (
            f"<< /Title ({_string(words)}) /Parent {outlines} 0 R /Dest [{kids[page]} 0 R /Fit] "
            f"{following} >>"
        ).encode("cp1252")
    ends = f"/First {marks[0]} 0 R /Last {marks[-1]} 0 R /Count {len(marks)}" if marks else ""
    objects[catalog - 1] = b"<< /Type /Catalog /Pages %d 0 R /Outlines %d 0 R >>" % (tree, outlines)
    objects[tree - 1] = (
        f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>"
    ).encode()
    objects[outlines - 1] = f"<< /Type /Outlines {ends} >>".encode()
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        catalog,
        info,
        start,
    )
    return bytes(out)


def _string(words: str) -> str:
    return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def docx(blocks: Sequence[str | tuple[int, str] | list[list[str]]], *, head: str = "") -> bytes:
    """A DOCX of paragraphs (strings), headings (level, words) and tables (rows of cells).

    `head` stands before the document's element.
    """
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
