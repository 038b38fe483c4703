"""Folders of all kinds of files: tables, rows, checkouts, files that go, and texts that are remembered."""

import os
from pathlib import Path

import pytest

from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.extraction import SUFFIXES, documents_in
from seedbed.tools.knowledge.formats.characters import Unreadable
from seedbed.tools.knowledge.sources import Note, page_at, read_sources
from tests.tools.knowledge.formats.files import docx, pdf


def _why(root: Path) -> dict[str, str]:
    return {Path(one.path).relative_to(root).as_posix(): one.why for one in read_sources([root]).skipped}


def test_all_kinds_are_read_side_by_side_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([["Rates of hire."], []]))
    (tmp_path / "b.docx").write_bytes(docx([(1, "Late"), "A late bike costs £8."]))
    (tmp_path / "c.rst").write_text("Lost\n====\n\nLost items are kept.\n", encoding="utf-8")
    (tmp_path / "d.csv").write_text("Bike;Rate\nTandem;£26\n", encoding="utf-8")
    (tmp_path / "e.json").write_text(
        '[{"id": 1, "text": "One."}, {"id": 2, "text": "Two."}]', encoding="utf-8"
    )
    (tmp_path / "f.ttl").write_text('<urn:b> <urn:rate> "£26" .\n', encoding="utf-8")
    (tmp_path / "g.xlsx").write_bytes(b"PK")
    (tmp_path / "h.sqlite").write_bytes(b"SQLite")
    reading = read_sources([tmp_path])
    names = ["a.pdf", "b.docx", "c.rst", "d.csv", "e.json#1", "e.json#2", "f.ttl"]
    assert [one.name for one in reading.sources] == names
    assert [one.title for one in reading.sources if one.title] == ["Late"]
    assert reading.sources[-1].text == '<urn:b> <urn:rate> "£26" .\n'
    assert reading.sources[3].text == "| Bike | Rate |\n| --- | --- |\n| Tandem | £26 |\n"
    assert reading.notes == (
        Note((tmp_path / "a.pdf").as_posix(), "1 of its 2 pages hold no text (scans or pictures)"),
    )
    assert [one.why for one in reading.skipped] == [
        ".xlsx files are not read: save its sheets as CSV",
        ".sqlite files are not read: save its tables as CSV, its schema as .sql",
    ]
    assert all(chunk.text for chunk in chunk_sources(reading.sources))
    assert ".pdf" in SUFFIXES


def test_the_page_of_an_offset(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([["First words."], [], ["Last words."]]))
    (source,) = read_sources([tmp_path]).sources
    places = (0, source.text.index("Last"), len(source.text))
    assert [page_at(source.pages, place) for place in places] == [1, 3, 3]


def test_what_gitignore_names_is_left_out_of_a_checkout_and_counted(tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    for folder in (".git/info", "build/deep", "docs/old"):
        (repo / folder).mkdir(parents=True)
    names = "read.md a.tmp.md build/deep/x.md docs/keep.tmp.md docs/old/y.md .git/config.md"
    for name in names.split():
        (repo / name).write_text(f"Text of {name}.", encoding="utf-8")
    (repo / ".gitignore").write_text("build/\n*.tmp.md\n", encoding="utf-8")
    (repo / "docs" / ".gitignore").write_text("!keep.tmp.md\n/old\n", encoding="utf-8")
    reading = read_sources([tmp_path])
    assert [one.name for one in reading.sources] == ["repo/read.md", "repo/docs/keep.tmp.md"]
    assert "3 files and folders in it are left out by .gitignore" in {one.why for one in reading.skipped}


def test_gitignore_counts_in_checkouts_alone(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("*.md\n", encoding="utf-8")
    assert [one.name for one in read_sources([tmp_path]).sources] == ["a.md"]


def test_a_file_that_goes_while_the_folder_is_read_is_named(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    told: list[tuple[int, int]] = []

    def told_of(done: int, total: int) -> None:
        told.append((done, total))
        (tmp_path / "b.md").unlink(missing_ok=True)

    reading = read_sources([tmp_path], told=told_of)
    assert [one.name for one in reading.sources] == ["a.md", "c.md"]
    assert [one.why for one in reading.skipped] == ["gone: it was deleted or moved while the folder was read"]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_pipes_and_links_to_nothing_are_named_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.", encoding="utf-8")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "circle.md").symlink_to("circle.md")
    os.mkfifo(tmp_path / "pipe.md")
    why = _why(tmp_path)
    assert why["pipe.md"] == "not a regular file"
    assert why["gone.md"] == why["circle.md"] == "a link that leads nowhere"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every file")
def test_files_without_permission_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.", encoding="utf-8")
    (tmp_path / "b.md").write_text("Other.", encoding="utf-8")
    (tmp_path / "b.md").chmod(0)
    assert _why(tmp_path)["b.md"] == "can't be opened: Permission denied"


def test_an_encoding_is_declared_or_named_never_guessed(tmp_path: Path) -> None:
    page = '<html><head><meta charset="windows-1252"></head><body><p>Café £4</p></body></html>'
    (tmp_path / "a.html").write_bytes(page.encode("cp1252"))
    (tmp_path / "b.html").write_bytes(page.replace("windows-1252", "zip").encode("cp1252"))
    (tmp_path / "c.txt").write_bytes("Café £4".encode("cp1252"))
    (tmp_path / "d.txt").write_bytes("Café £4 and more".encode("utf-16"))
    reading = read_sources([tmp_path])
    assert [one.text for one in reading.sources] == ["Café £4\n", "Café £4 and more"]
    assert [one.why for one in reading.skipped] == [
        "not valid UTF-8 at byte 51: save it as UTF-8",
        "not valid UTF-8 at byte 3: save it as UTF-8",
    ]


@pytest.mark.parametrize("named", ["undefined", "utf-16", "unicode_escape", "idna"])
def test_a_page_is_in_no_encoding_in_which_it_couldn_t_say_so(named: str) -> None:
    """The first ended the build, the third gave half a surrogate pair."""
    page = f'<meta charset="{named}"><p>Café .xn-- \\ud800'.encode("cp1252")
    (found,) = documents_in(page, ".html")
    assert isinstance(found, Unreadable) and "not valid UTF-8" in found.why


def test_bad_rows_of_a_file_that_is_named_are_skipped(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "a", "text": "A."}\n{"id": "b"}\n', encoding="utf-8")
    reading = read_sources([rows])
    assert len(reading.sources) == len(reading.skipped) == 1
