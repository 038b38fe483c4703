"""Files of libraries' formats, read in the process apart: what comes out, and what can't hurt."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from seedbed.tools.knowledge.formats.apart import Apart
from seedbed.tools.knowledge.formats.found import Document, Unreadable
from tests.tools.knowledge.formats.files import docx, packed, pdf


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart() as reading:
        yield reading


def read(apart: Apart, data: bytes, suffix: str) -> Document:
    found = apart.read(data, suffix)
    assert isinstance(found, Document), found
    return found


def why(apart: Apart, data: bytes, suffix: str) -> str:
    found = apart.read(data, suffix)
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


def test_pages_of_a_pdf_stand_beside_its_text_and_sentences_go_on_over_their_ends(apart: Apart) -> None:
    found = read(apart, pdf(BOOK, [("Rates", 0), ("Lost  property", 2), ("Nowhere", 1)], HEAD), ".pdf")
    assert found.text == (
        "## Rates\n\nThe day rate of a tandem is £26 and the\ndeposit is £110. The document says so; this "
        "document is\nshort and well-meant.\n\n## Lost property\n\nLost items are kept for 42 days.\n"
    )
    assert found.title == HEAD
    places = [found.text[start:].split()[0] for start in found.pages[:3]]
    assert places == ["##", "ment", "##"]
    assert len(found.pages) == 4 and found.pages[3] == len(found.text) - 1


def test_headings_at_the_top_of_every_page_are_no_running_heads(apart: Apart) -> None:
    pages = [["Draft", f"Part {n}", f"Bikes of kind {n * n}.", f"- {n} -"] for n in range(1, 6)]
    found = read(apart, pdf(pages, [(f"Part {n}", n - 1) for n in range(1, 6)]), ".pdf")
    assert found.text.startswith("## Part 1\n\nBikes of kind 1.\n\n## Part 2\n\nBikes of kind 4.")
    assert "Draft" not in found.text and "- 3 -" not in found.text


def test_a_title_that_stands_nowhere_on_the_page_is_not_believed(apart: Apart) -> None:
    assert read(apart, pdf([["Rates of hire."]], title="Microsoft Word - x.doc"), ".pdf").title == ""


def test_scans_are_named_with_their_pages(apart: Apart) -> None:
    assert "none of its 3 pages holds text: a scan" in why(apart, pdf([[], [], []]), ".pdf")
    found = read(apart, pdf([["Rates."], [], []]), ".pdf")
    assert found.note == "2 of its 3 pages hold no text (scans or pictures)"


def test_damaged_pdfs_are_named_and_the_next_file_is_read(apart: Apart) -> None:
    whole = pdf([["Rates of hire."]])
    assert "damaged" in why(apart, b"%PDF-1.4 nothing", ".pdf")
    loop = whole.replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]").replace(b"/Kids [7 0 R]", b"/Kids [2 0 R]")
    assert loop != whole
    assert isinstance(apart.read(loop, ".pdf"), (Document, Unreadable))
    assert read(apart, whole, ".pdf").text == "Rates of hire.\n"


# DOCX --------------------------------------------------------------------------------------------------


def test_headings_and_tables_of_a_docx_are_kept(apart: Apart) -> None:
    table = [["Bike", "Rate"], ["Tandem", "£26"]]
    data = docx([(1, "Rates"), "A & b < c.", table, (2, "Late"), "£8 an hour."])
    assert read(apart, data, ".docx").text == (
        "# Rates\n\nA & b < c.\n\n"
        "| Bike | Rate |\n| --- | --- |\n| Tandem | £26 |\n\n## Late\n\n£8 an hour.\n"
    )


def test_a_docx_that_unpacks_without_end_is_refused_unread(apart: Apart) -> None:
    bomb = packed({"word/media/a.bin": b"\0" * 210_000_000})
    assert len(bomb) < 300_000
    assert "unpacks to 210 MB; at most 200 MB" in why(apart, bomb, ".docx")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK", "damaged"),
        (packed({"a.txt": "no document"}), "damaged, or no DOCX"),
        (docx(["x"], head='<!DOCTYPE a [<!ENTITY e "boom">]>'), "declares a document type"),
        (docx(["x"]).replace(b"PK\x05\x06", b"PK\x05\x07"), "damaged"),
        (b"\xd0\xcf\x11\xe0old", "an old Word file"),
        (docx([]), "holds no text"),
    ],
)
def test_docx_files_that_are_none_are_named(apart: Apart, data: bytes, said: str) -> None:
    assert said in why(apart, data, ".docx")


# reStructuredText --------------------------------------------------------------------------------------

RST = """Bike hire
=========

.. toctree::
   other

See :ref:`the rates <rates>` and :py:class:`~hire.Bike`.

.. include:: %s

.. raw:: html

   <b>Secret markup</b>

.. csv-table:: :file: %s

.. versionadded:: 2.1
   The tandem.

.. code-block:: python
   :linenos:

   ride()

Rates
-----

======  =====
Bike    Rate
======  =====
Tandem  £26
======  =====
"""


def test_rst_gives_its_words_and_brings_in_no_other_file(apart: Apart, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Secret words.", encoding="utf-8")
    found = read(apart, (RST % (secret, secret)).encode(), ".rst")
    assert found.title == "Bike hire"
    assert found.text.startswith("# Bike hire\n\nSee the rates and Bike.\n")
    assert "## Rates\n\n| Bike | Rate |\n| --- | --- |\n| Tandem | £26 |" in found.text
    assert "Added in version 2.1\nThe tandem." in found.text
    assert "```\nride()\n```" in found.text
    assert "Secret words" not in found.text and "Secret markup" not in found.text


# limits ------------------------------------------------------------------------------------------------


def test_a_file_that_makes_its_library_fail_is_named_and_the_rest_goes_on(apart: Apart) -> None:
    deep = "<w:p>" * 3000 + "</w:p>" * 3000
    data = packed({"word/document.xml": f'<w:document xmlns:w="x"><w:body>{deep}</w:body></w:document>'})
    assert isinstance(apart.read(data, ".docx"), Unreadable)
    assert read(apart, docx(["x"]), ".docx").text == "x\n"


def test_a_file_that_takes_too_long_is_named_and_the_rest_goes_on() -> None:
    long = pdf([[f"Line {line} of page {page}." for line in range(50)] for page in range(600)])
    with Apart(seconds=1) as hurried:
        assert why(hurried, long, ".pdf") == "takes more than 1 seconds of computing to be read"
        assert read(hurried, b"Short.\n", ".rst").text == "Short.\n"


# RDF ---------------------------------------------------------------------------------------------------


def test_rdf_needs_no_other_file(apart: Apart, tmp_path: Path) -> None:
    pytest.importorskip("rdflib")
    context = tmp_path / "context.json"
    context.write_text('{"@context": {"name": "http://schema.org/name"}}', encoding="utf-8")
    for named in (context.as_uri(), [{"a": "http://e/a"}, "http://schema.org"], os.fspath(context)):
        row = {"@context": named, "@id": "http://e/bo", "name": "Bo"}
        assert "isn't fetched" in why(apart, json.dumps(row).encode(), ".jsonld")
    entity = f'<!DOCTYPE r [<!ENTITY a SYSTEM "{context.as_uri()}">]>'
    assert "declares entities" in why(apart, f'<?xml version="1.0"?>{entity}<r>&a;</r>'.encode(), ".rdf")
