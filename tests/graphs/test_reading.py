"""The run's documents: read once, kept, read anew where they changed; what is said of those not read."""

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from seedbed.agent.planner.hints import Hints
from seedbed.graphs.commands.edits import take_edits
from seedbed.graphs.material.indexing import index_of
from seedbed.graphs.material.prepare import prepare
from seedbed.graphs.material.reading import check_originals, lines_of, originals, read_own
from seedbed.graphs.run import Run
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.sources import Note, Reading, Skipped, read_sources
from tests.agent.scenes import recipe_part
from tests.runs import make_run
from tests.tools.knowledge.formats.files import docx, pdf


class _Listener:
    """An observer that remembers what was said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def said(self, message: str) -> None:
        self.lines.append(message)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "b.md").write_text("Lost items.", encoding="utf-8")
    (folder / "c.zip").write_bytes(b"PK")
    return folder


@pytest.fixture
def run(tmp_path: Path, docs: Path) -> Run:
    (tmp_path / "run").mkdir()
    folder = RunFolder(tmp_path / "run")
    part = Part(name="main", offline="questions", topic="bike hire", rows=3)
    spec = Spec(request="Questions.", sources=(str(docs),), parts=(part,))
    nobody = cast(Any, None)
    observer = cast(Any, _Listener())
    return Run(folder, open_store(folder.store), nobody, nobody, observer, 1, Hints(), spec=spec)


def test_documents_are_read_once_and_come_back_from_the_run_with_their_pages(run: Run, docs: Path) -> None:
    (docs / "a.pdf").write_bytes(pdf([["Rates of hire."], ["Late bikes."]]))
    first = read_own(run)
    lines = cast(_Listener, run.observer).lines
    assert lines[-1] == f"not read: {docs.as_posix()}/c.zip (.zip files are not read: unpack it)"
    for path in docs.iterdir():
        path.unlink()
    again = read_own(run)
    assert again == first and again[0].pages == (0, 15)
    assert "no longer there" in lines[-1]


async def test_users_of_a_file_are_read_once_and_come_back_from_the_run(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "users.csv"
    file.write_text("Name,Age\nAnn,34\nBo,\n", encoding="utf-8")
    spec = run.known_spec()
    part = spec.parts[0].model_copy(update={"personas": str(file)})
    run.spec = spec.model_copy(update={"sources": (), "parts": (part,)})
    first = (await prepare(run)).personas
    file.unlink()
    again = (await prepare(run)).personas
    assert first == again == {"main": [{"name": "Ann", "age": 34}, {"name": "Bo"}]}


def test_changed_documents_are_read_anew_before_there_is_a_plan(run: Run, docs: Path) -> None:
    read_own(run)
    (docs / "b.md").write_text("Found items.", encoding="utf-8")
    with pytest.raises(UserFault, match=r"a source has changed.*reads and indexes it anew"):
        read_own(run)
    run.accept_changes = True
    assert [source.text for source in read_own(run)] == ["Found items."]
    assert f"changed, and read anew: {docs.as_posix()}/b.md" in cast(_Listener, run.observer).lines
    assert {path.stem for path in run.folder.sources.glob("*.txt")} == {
        about["sha256"] for about in run.store.meta("sources") or ()
    }
    run.accept_changes = False
    assert [source.text for source in read_own(run)] == ["Found items."]


def test_each_file_that_is_not_read_is_one_line_with_one_tab(run: Run, docs: Path) -> None:
    (docs / "two\tparts\nof.xyz").write_text("?", encoding="utf-8")
    read_own(run)
    zipped, line = (run.folder.sources / "not_read.tsv").read_text(encoding="utf-8").splitlines()
    assert line.split("\t")[0].endswith("/two parts of.xyz") and zipped.count("\t") == line.count("\t") == 1


def test_many_files_of_a_kind_are_told_in_a_line() -> None:
    skipped = [Skipped(f"src/f{number}.py", "not a kind of file that is read (.md)") for number in range(30)]
    told = list(lines_of(Reading((), (*skipped, Skipped("a.pdf", "damaged")), (Note("b.pdf", "one."),))))
    assert told == [
        "b.pdf: one.",
        "not read: 30 .py files, such as src/f0.py, src/f1.py, src/f2.py (not a kind of file that is read "
        "(.md)); all are listed in sources/not_read.tsv",
        "not read: a.pdf (damaged)",
    ]


# whether documents are still what a run took its texts from ----------------------------------------------


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Two files that need no program to be read."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.md").write_text("Rates of hire.", encoding="utf-8")
    (folder / "b.md").write_text("Late bikes.", encoding="utf-8")
    return folder


@pytest.fixture
def many(tmp_path: Path) -> Path:
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


def test_an_object_in_json_that_is_a_document_has_changed_where_it_has(tmp_path: Path) -> None:
    """It was compared with its entries, so that no build from such files could be resumed."""
    for name, row in (("a", {"id": "a", "text": "A."}), ("b", {"title": "B", "text": "B."})):
        (tmp_path / f"{name}.json").write_text(json.dumps(row), encoding="utf-8")
    kept = _kept(tmp_path)
    assert originals(kept) == ({}, [])
    (tmp_path / "b.json").write_text(json.dumps({"title": "B", "text": "C."}), encoding="utf-8")
    assert set(originals(kept)[0]) == {f"{tmp_path.as_posix()}/b.json#row 1"}


def test_changed_files_and_rows_are_told_apart_from_those_beside_them(many: Path) -> None:
    kept = _kept(many)
    assert originals(kept) == ({}, [])
    (many / "a.pdf").write_bytes(pdf([["Rates of sale."]]))
    (many / "c.csv").write_text("id,text\n1,One.\n2,Too.\n", encoding="utf-8")
    (many / "d.jsonl").write_text('{"text": "A new first."}\n{"id": "a#b", "text": "A."}\n', encoding="utf-8")
    (many / "b.docx").unlink()
    changed, gone = originals(kept)
    here = many.as_posix()
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
        edited = folder.spec.read_text(encoding="utf-8") + "egress: true\nroles: {judge: default}\n"
        folder.spec.write_text(edited, encoding="utf-8")
        told = r": egress: false → true; roles\.judge: – → default; a source has changed, too: .*a\.md"
        with pytest.raises(UserFault, match=told):
            take_edits(folder, store, accept=False, said=print)


@pytest.mark.parametrize(("searched", "there"), [(False, False), (True, True)])
async def test_documents_are_embedded_where_rows_search_them(
    searched: bool, there: bool, run: Run, docs: Path
) -> None:
    steps: dict[str, Any] = {"item": {"pick": "passages"}, "note": "What does {{ item }} tell?"}
    if searched:
        steps = {"more": {"find": "lost items", "n": 1}, **steps}
    recipe = {"recipe": "notes", "about": "A note", "row": {"note": "string"}, "make": steps}
    part = recipe_part(recipe, name="main")
    assert run.spec is not None
    run.spec = run.spec.model_copy(update={"parts": (part,)})
    run.client = cast(Any, SimpleNamespace(has=lambda role: False))
    index = await index_of(run, chunk_sources(read_own(run)))
    assert run.folder.index.exists() == there
    assert [one.text for one in await index.find("items", 1)] == ["Lost items."]  # by words in any case
    index.close()
