"""The run's documents: read once, kept, read anew where they changed; what is said of those not read."""

from pathlib import Path
from typing import Any, cast

import pytest

from seedbed.agent.planner.hints import Hints
from seedbed.graphs.material.reading import lines_of, read_own
from seedbed.graphs.run import Run
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.opening import open_store
from seedbed.tools.knowledge.sources import Note, Reading, Skipped
from tests.tools.knowledge.formats.files import pdf


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
