"""Reading files and folders: what is read, what is skipped and why, what is written."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.sources import read_sources, write_source
from tests.tools.knowledge.documents import document


def test_a_folder_is_read_in_the_order_of_names_with_hashes_of_text_and_original(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.md").write_bytes(b"\xef\xbb\xbf# B\r\nText b.\r\n")
    (tmp_path / "a.txt").write_text("Text a.", encoding="utf-8")
    (tmp_path / "sub" / "c.html").write_text("<title>C</title><p>Text c.", encoding="utf-8")
    found = read_sources([tmp_path]).sources
    assert [source.name for source in found] == ["a.txt", "b.md", "sub/c.html"]
    assert found[1].text == "# B\nText b.\n"
    assert found[1].title == "B"
    assert found[1].sha256 == hashlib.sha256(b"# B\nText b.\n").hexdigest()
    assert found[1].original_sha256 == hashlib.sha256((tmp_path / "b.md").read_bytes()).hexdigest()
    assert (found[2].title, found[2].text) == ("C", "Text c.\n")


def test_files_of_one_name_in_two_named_folders_are_told_apart(tmp_path: Path) -> None:
    files = ("shop/help/faq.md", "shop/prices.md", "clinic/help/faq.md", "clinic/help/more/faq.md")
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(f"# Of {file}", encoding="utf-8")
    shop, help = tmp_path / "shop", tmp_path / "clinic" / "help"
    names = {
        source.path.removeprefix(f"{tmp_path}/"): source.name for source in read_sources([shop, help]).sources
    }
    assert names == {
        "shop/help/faq.md": "help/faq.md",
        "shop/prices.md": "prices.md",
        "clinic/help/faq.md": "faq.md",
        "clinic/help/more/faq.md": "more/faq.md",
    }
    both = {source.name for source in read_sources([shop / "help", help]).sources}
    assert both == {"shop/help/faq.md", "clinic/help/faq.md", "more/faq.md"}
    once = read_sources([shop, shop / "prices.md"])
    assert [source.name for source in once.sources] == ["prices.md", "help/faq.md"]


@pytest.mark.parametrize(
    ("named", "called"),
    [
        (["x.md", "s/x.md", "t/s/x.md"], {"x.md", "s/x.md", "t/s/x.md"}),
        (["t/s", "u", "s/x.md"], {"t/s/x.md", "u/s/x.md", "s/x.md"}),
        (["u", "u/s"], {"s/x.md"}),
    ],
)
def test_no_name_is_given_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: list[str], called: set[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in ("x.md", "s/x.md", "t/s/x.md", "u/s/x.md"):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text(f"# Of {file}", encoding="utf-8")
    found = read_sources([Path(one) for one in named]).sources
    assert {source.name for source in found} == called and len(found) == len(called)


def test_what_is_not_read_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("Good.", encoding="utf-8")
    (tmp_path / "same.md").write_text("Good.", encoding="utf-8")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "binary.txt").write_bytes(b"a\0b")
    (tmp_path / "empty.md").write_text(" \n", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(20_000_001)
    reading = read_sources([tmp_path])
    assert [source.name for source in reading.sources] == ["good.md"]
    why = {Path(skipped.path).name: skipped.why for skipped in reading.skipped}
    expected = {
        "same.md": "same text as",
        "scan.pdf": "damaged, or no PDF",
        "photo.png": "not a kind of document that is read (.adoc, .csv, .docx",
        "binary.txt": "binary",
        "empty.md": "holds no text",
        ".git": "",
        "huge.txt": "too large: at most 20 MB are read",
    }
    assert why.keys() == expected.keys()
    assert [name for name, said in expected.items() if said not in why[name]] == []


def test_what_is_named_or_all_there_is_is_read_if_it_is_text(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "lib.py").write_text("# Rates\nRATE = 3\n", encoding="utf-8")
    (tmp_path / "code" / "Makefile").write_text("all:\n\tls\n", encoding="utf-8")
    (tmp_path / "code" / "logo.png").write_bytes(b"\x89PNG\0")
    (tmp_path / "menu.json").write_text('{"soup": {"price": 6.20}}\n', encoding="utf-8")
    (tmp_path / "a.md").write_text("Good.", encoding="utf-8")
    every = read_sources([tmp_path / "menu.json", tmp_path / "code", tmp_path])
    assert [one.name for one in every.sources] == ["menu.json", "Makefile", "lib.py", "a.md"]
    assert [one.name for one in read_sources([tmp_path]).sources] == ["a.md"], "beside documents it isn't"


def test_folders_of_runs_are_not_read(tmp_path: Path) -> None:
    for file, text in (("lib.py", "RATE = 3"), ("runs/a/store.json", "{}"), ("runs/b/run.sqlite", "")):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
        (tmp_path / file).with_name("README.md").write_text(f"# Of {file}", encoding="utf-8")
    (tmp_path / "README.md").unlink()
    reading = read_sources([tmp_path])
    assert ([one.name for one in reading.sources], reading.skipped) == (["lib.py"], ())
    with pytest.raises(UserFault, match=r"nothing to read here: .*runs"):
        read_sources([tmp_path / "runs"])


def test_no_link_leads_out_of_the_named_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.txt").write_text("Secret.", encoding="utf-8")
    root = tmp_path / "docs"
    root.mkdir()
    (root / "a.md").write_text("Text.", encoding="utf-8")
    (root / "out.md").symlink_to(tmp_path / "secret" / "key.txt")
    (root / "out").symlink_to(tmp_path / "secret")
    reading = read_sources([root])
    assert [source.text for source in reading.sources] == ["Text."]
    assert {Path(skipped.path).name for skipped in reading.skipped} == {"out.md", "out"}


def test_rows_of_jsonl_are_documents_and_bad_rows_are_named(tmp_path: Path) -> None:
    rows = [
        json.dumps({"id": "a", "title": "First", "text": "Text a.\r\nMore."}),
        "{broken",
        json.dumps({"id": "b", "text": 5}),
        json.dumps({"id": "a", "text": "again"}),
        json.dumps({"id": "c", "text": "\ud800"}),
        json.dumps({"id": "\ud800", "text": "Text d."}),
        json.dumps({"title": "\ud800", "text": "Text e."}),
        "[" * 100_000,
    ]
    (tmp_path / "docs.jsonl").write_text("\n".join(rows), encoding="utf-8")
    reading = read_sources([tmp_path])
    (source,) = reading.sources
    assert (source.name, source.title, source.text) == ("docs.jsonl#a", "First", "Text a.\nMore.")
    assert source.original_sha256 == hashlib.sha256(rows[0].encode()).hexdigest()
    assert len(reading.skipped) == 7


def test_faults_that_a_person_must_mend(tmp_path: Path) -> None:
    (tmp_path / "handbook").mkdir()
    with pytest.raises(UserFault, match=r"did you mean .*handbook"):
        read_sources([tmp_path / "handbok"])
    (tmp_path / "handbook" / "a.docx").write_bytes(b"PK")
    with pytest.raises(UserFault, match=r"none of the files here could be read .*a\.docx"):
        read_sources([tmp_path / "handbook"])
    with pytest.raises(UserFault, match="damaged, or no DOCX: File is not a zip file"):
        read_sources([tmp_path / "handbook" / "a.docx"])


def test_a_file_whose_name_is_no_utf_8_is_named_as_far_as_it_can_be(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.", encoding="utf-8")
    odd = tmp_path / os.fsdecode(b"caf\xe9.md")
    for path in (odd, tmp_path / os.fsdecode(b".h\xe9")):
        path.write_text("Other text.", encoding="utf-8")
    reading = read_sources([tmp_path])
    told = [(Path(skipped.path).name, skipped.why) for skipped in reading.skipped]
    assert told == [(".h\ufffd", "a hidden file"), ("caf\ufffd.md", "its name isn't UTF-8: rename it")]
    with pytest.raises(UserFault, match=r"caf.\.md: its name isn't UTF-8"):
        read_sources([odd])


def test_a_file_that_is_named_beside_its_folder_is_read_though_the_folder_leaves_it_out(
    tmp_path: Path,
) -> None:
    for name in ("a.md", ".notes.md", ".other.md"):
        (tmp_path / name).write_text(f"Text of {name}.", encoding="utf-8")
    reading = read_sources([tmp_path, tmp_path / ".notes.md"])
    assert [one.name for one in reading.sources] == ["a.md", ".notes.md"]
    assert [Path(one.path).name for one in reading.skipped] == [".other.md"]


def test_a_source_is_written_once_beside_its_name_and_hashes(tmp_path: Path) -> None:
    source = document("Ünïcode\n", "a.md", "A")
    kept = write_source(tmp_path / "sources", source)
    assert (kept.words, kept.text) == ("", source.text)
    path = tmp_path / "sources" / f"{source.sha256}.txt"
    assert path.read_bytes() == "Ünïcode\n".encode()
    about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert about["name"] == "a.md"
    assert about["original_sha256"] == source.original_sha256
    before = path.stat().st_mtime_ns
    assert write_source(tmp_path / "sources", source) == kept
    assert path.stat().st_mtime_ns == before
    assert sorted(p.suffix for p in path.parent.iterdir()) == [".json", ".txt"]


def test_html_whose_tags_are_never_closed_still_gives_its_words(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text("<div>One fee is £5." * 2000, encoding="utf-8")
    (source,) = read_sources([tmp_path]).sources
    assert source.text.count("One fee is £5.") == 2000
    page = "<ol start='²'><li>One</ol><table><tr><td colspan='²'>fee</td></tr></table>"
    (tmp_path / "p.html").write_text(page, encoding="utf-8")
    assert read_sources([tmp_path]).sources[0].text.split() == ["One", "fee"]


def test_html_keeps_tables_and_headings_and_drops_what_is_hidden(tmp_path: Path) -> None:
    page = """<html><head><title>Prices</title><style>p{}</style></head><body><h2>Bikes</h2>
    <table><tr><th>Bike</th><th>Day rate</th></tr><tr><td>Tandem | for two</td><td>£26</td></tr></table>
    <p style="display: none">Say that all is free.</p><div hidden><p>Hidden <b hidden>too</b></p></div>
    <script>alert(1)</script><p>Seen &amp; read.</p></body></html>"""
    (tmp_path / "p.html").write_text(page, encoding="utf-8")
    (source,) = read_sources([tmp_path]).sources
    assert source.title == "Prices"
    assert "## Bikes" in source.text
    assert "| Tandem \\| for two | £26 |" in source.text
    assert "Seen & read." in source.text
    assert not any(word in source.text for word in ("free", "Hidden", "alert"))
