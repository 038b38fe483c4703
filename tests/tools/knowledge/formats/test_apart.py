"""PDF and DOCX: what comes out, and what can't hurt."""

import re

import pytest

from seedbed.tools.knowledge import extraction
from seedbed.tools.knowledge.extraction import read_apart
from seedbed.tools.knowledge.formats import word
from seedbed.tools.knowledge.formats.characters import Document, Unreadable
from seedbed.tools.knowledge.formats.pdf import _lines, join_pages, read_pdf
from seedbed.tools.knowledge.formats.word import read_docx
from tests.tools.knowledge.formats.files import docx, packed, pdf


def read(found: Document | Unreadable) -> Document:
    assert isinstance(found, Document), found
    return found


def why(found: Document | Unreadable) -> str:
    assert isinstance(found, Unreadable), found
    return found.why


# PDF ---------------------------------------------------------------------------------------------------

HEAD = "Hire handbook 2024"
BOOK = [
    [HEAD, "Rates", "The day rate of a tandem is £26 and the", "deposit is £110. The docu-", "Page 1"],
    [HEAD, "ment says so; this document is", "short and well-", "meant.", "Page 2"],
    [HEAD, "Lost property", "Lost items are kept for 42 days.", "Page 3"],
    [HEAD, "Page 4"],
]


def test_pages_of_a_pdf_stand_beside_its_text_and_sentences_go_on_over_their_ends() -> None:
    found = read(read_pdf(pdf(BOOK, [("Rates", 0), ("Lost  property", 2), ("Nowhere", 1)], HEAD)))
    assert found.text == (
        "## Rates\n\nThe day rate of a tandem is £26 and the\ndeposit is £110. The document says so; this "
        "document is\nshort and well-meant.\n\n## Lost property\n\nLost items are kept for 42 days.\n"
    )
    assert found.title == HEAD
    places = [found.text[start:].split()[0] for start in found.pages[:3]]
    assert places == ["##", "ment", "##"]
    assert len(found.pages) == 4 and found.pages[3] == len(found.text) - 1


def test_letters_as_a_font_draws_them_are_read_as_letters() -> None:
    assert _lines("ﬁve ﻣﺮﺣﺒﺎ") == ["five مرحبا"]


def test_a_page_without_text_within_a_cut_word_begins_no_earlier_than_the_one_before() -> None:
    pages = [["The waterfall is", "a water-"], [], ["fall."]]
    assert join_pages(pages, {}) == ("The waterfall is\na waterfall.\n", (0, 24, 24))


def test_headings_at_the_top_of_every_page_are_no_running_heads() -> None:
    pages = [["Draft", f"Part {n}", f"Bikes of kind {n * n}.", f"- {n} of 5 -"] for n in range(1, 6)]
    found = read(read_pdf(pdf(pages, [(f"Part {n}", n - 1) for n in range(1, 6)])))
    assert found.text.startswith("## Part 1\n\nBikes of kind 1.\n\n## Part 2\n\nBikes of kind 4.")
    assert "Draft" not in found.text and "of 5 -" not in found.text


def test_a_title_that_stands_nowhere_on_the_page_is_not_believed() -> None:
    assert read(read_pdf(pdf([["Rates of hire."]], title="Microsoft Word - x.doc"))).title == ""


def test_scans_are_named_with_their_pages() -> None:
    assert "no page holds text: a scan" in why(read_pdf(pdf([[], [], []])))
    found = read(read_pdf(pdf([["Rates."], [], []])))
    assert found.note == "2 of its 3 pages hold no text (scans or pictures)"


def test_lines_that_are_left_out_at_heads_and_feet_are_told() -> None:
    walks = [[f"Walk {n} leads {'abcd'[n]} way.", "Bring water.", f"Length: {n + 5} km"] for n in range(4)]
    found = read(read_pdf(pdf(walks)))
    assert "km" not in found.text
    assert found.note.endswith(
        "lines that head or foot most of its pages are left out, such as «Bring water.»"
    )
    assert not read(read_pdf(pdf(walks[:3]))).note


def test_damaged_pdfs_are_named() -> None:
    whole = pdf([["Rates of hire."]])
    assert "damaged" in why(read_pdf(b"%PDF-1.4 nothing"))
    loop = re.sub(rb"/Kids \[ \d+ 0 R \]", b"/Kids [ 2 0 R ]", whole)
    assert loop != whole and b"2 0 obj\n<<\n/Type /Pages" in loop
    assert isinstance(read_pdf(loop), (Document, Unreadable))
    assert read(read_pdf(whole)).text == "Rates of hire.\n"


# DOCX --------------------------------------------------------------------------------------------------


def test_headings_and_tables_of_a_docx_are_kept() -> None:
    table = [["Bike", "Rate"], ["Tandem | for two", "£26"]]
    data = docx([(1, "Rates"), "A & b < c.", table, (2, "Late"), "£8 an hour."])
    assert read(read_docx(data)).text == (
        "# Rates\n\nA & b < c.\n\n"
        "| Bike | Rate |\n| --- | --- |\n| Tandem \\| for two | £26 |\n\n## Late\n\n£8 an hour.\n"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK", "damaged"),
        (packed({"a.txt": "no document"}), "damaged, or no DOCX"),
        (docx(["x"]).replace(b"PK\x05\x06", b"PK\x05\x07"), "damaged"),
        (b"\xd0\xcf\x11\xe0old", "an old Word file"),
        (docx([]), "holds no text"),
    ],
)
def test_docx_files_that_are_none_are_named(data: bytes, said: str) -> None:
    assert said in why(read_docx(data))


# limits ------------------------------------------------------------------------------------------------


def test_a_docx_that_unpacks_or_expands_without_end_is_named_and_harms_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(word, "MOST_UNPACKED", 2_000_000)
    assert "unpacks to 2,000,100 bytes" in why(read_docx(packed({"word/document.xml": b"\0" * 2_000_100})))
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11))
    head = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">{laughs}]>'
    assert "amplification" in why(read_apart(packed({"word/document.xml": f"{head}<a>&e10;</a>"}), ".docx"))


def test_a_file_that_makes_its_library_fail_is_named() -> None:
    deep = "<w:p>" * 3000 + "</w:p>" * 3000
    data = packed({"word/document.xml": f'<w:document xmlns:w="x"><w:body>{deep}</w:body></w:document>'})
    assert why(read_apart(data, ".docx"))
    assert read(read_apart(docx(["x"]), ".docx")).text == "x\n"


def test_a_file_that_takes_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "SECONDS", 0.1)
    long = pdf([[f"Line {line} of page {page}." for line in range(50)] for page in range(300)])
    assert why(read_apart(long, ".pdf")) == "takes more than 0.1 seconds to be read"
    (page,) = extraction.documents_in(b"<a " * 30_000, ".html")
    assert why(page) == "takes more than 0.1 seconds to be read"


def test_a_large_page_is_read_as_a_small_one_is() -> None:
    for times in (1, 1_000):
        data = ("<title>Über</title>" + "<p>a <b>b</b> c d e f g h" * times).encode("cp1252")
        (page,) = extraction.documents_in(b'<meta charset="latin1">' + data, ".htm")
        assert (read(page).title, read(page).text[:16]) == ("Über", "a **b** c d e f ")
