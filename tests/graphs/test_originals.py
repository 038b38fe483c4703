"""Whether documents are still what a run took its texts from: files, rows, and what may be done about it."""

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from seedbed.graphs.commands.edits import take_edits
from seedbed.graphs.material.reading import check_originals, originals
from seedbed.memory.errors import UserFault
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.knowledge.sources import read_sources
from tests.runs import make_run
from tests.tools.knowledge.formats.files import docx, pdf


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Two files that need no program to be read."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.md").write_text("Rates of hire.", encoding="utf-8")
    (folder / "b.md").write_text("Late bikes.", encoding="utf-8")
    return folder


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs #1"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf([["Rates of hire."]]))
    (folder / "b.docx").write_bytes(docx(["Late bikes."]))
    (folder / "c.csv").write_text("id,text\n1,One.\n2,Two.\n", encoding="utf-8")
    (folder / "d.jsonl").write_text('{"id": "a#b", "text": "A."}\n{"text": "B."}\n', encoding="utf-8")
    return folder


def _kept(folder: Path) -> list[Mapping[str, Any]]:
    sources = read_sources([folder]).sources
    return list(json.loads(json.dumps([source.about() for source in sources])))


def test_a_row_may_have_an_id_that_is_longer_than_a_name_can_be(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a" * 300, "text": "A."}) + "\n", encoding="utf-8")
    assert originals(_kept(tmp_path)) == ({}, [])


def test_changed_files_and_rows_are_told_apart_from_those_beside_them(docs: Path) -> None:
    kept = _kept(docs)
    assert originals(kept) == ({}, [])
    (docs / "a.pdf").write_bytes(pdf([["Rates of sale."]]))
    (docs / "c.csv").write_text("id,text\n1,One.\n2,Too.\n", encoding="utf-8")
    (docs / "d.jsonl").write_text('{"text": "A new first."}\n{"id": "a#b", "text": "A."}\n', encoding="utf-8")
    (docs / "b.docx").unlink()
    changed, gone = originals(kept)
    here = docs.as_posix()
    assert set(changed) == {f"{here}/a.pdf", f"{here}/c.csv#2", f"{here}/d.jsonl#line 2"}
    assert changed[f"{here}/d.jsonl#line 2"] == ""
    assert gone == [f"{here}/b.docx"]


@pytest.fixture
def store(tmp_path: Path) -> SqlStore:
    return open_store(tmp_path / "run.sqlite", write=True)


def test_after_a_plan_the_copies_stand(texts: Path, store: SqlStore) -> None:
    kept, said = _kept(texts), list[str]()
    store.set_meta("plan", {})
    (texts / "a.md").write_text("Rates of sale.", encoding="utf-8")
    with pytest.raises(UserFault) as refused:
        check_originals(store, kept, accept=False, said=said.append)
    assert "goes on with the text that the run keeps" in str(refused.value.next_step)
    assert not check_originals(store, kept, accept=True, said=said.append)
    assert not check_originals(store, kept, accept=False, said=said.append)
    (texts / "b.md").unlink()
    assert not check_originals(store, kept, accept=False, said=said.append)
    assert said == [
        f"no longer there: {texts.as_posix()}/b.md; the run goes on with its own copies of the text"
    ]


def test_an_edited_spec_hides_no_changed_document(texts: Path, tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    with closing(folder.open_store(write=True)) as store:
        store.set_meta("sources", _kept(texts))
        (texts / "a.md").write_text("Rates of sale.", encoding="utf-8")
        take_edits(folder, store, accept=False, said=print)
        edited = folder.spec.read_text(encoding="utf-8") + "language: German\nroles: {judge: default}\n"
        folder.spec.write_text(edited, encoding="utf-8")
        told = r": language: English → German; roles\.judge: – → default; a source has changed, too: .*a\.md"
        with pytest.raises(UserFault, match=told):
            take_edits(folder, store, accept=False, said=print)
