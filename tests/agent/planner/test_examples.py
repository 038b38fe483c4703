"""Example rows: which parts they serve, and what is wrong with a file."""

import json
from pathlib import Path

import pytest

from seedbed.agent.planner.examples import examples_for, read_examples
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Label, Part


def file(folder: Path, *rows: object, name: str = "e.jsonl") -> str:
    path = folder / name
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return str(path)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "there are no rows"),
        (["not json"], "line 1: is not JSON"),
        ([{"text": "a", "label": "b"}, "[1]"], "line 2: is no object"),
        (["[" * 3000], "is not JSON"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, rows: list[object], says: str) -> None:
    with pytest.raises(UserFault) as caught:
        read_examples([file(tmp_path, *rows)])
    assert says in str(caught.value)
    assert "e.jsonl" in str(caught.value)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(UserFault, match="can't be read: No such file"):
        read_examples([str(tmp_path / "gone.jsonl")])
    (tmp_path / "x.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(UserFault, match="no UTF-8"):
        read_examples([str(tmp_path / "x.jsonl")])


def test_rows_serve_the_parts_that_they_fit(tmp_path: Path) -> None:
    texts = [{"text": "1", "label": "a"}, {"text": "2", "label": "z"}]
    rows = read_examples([file(tmp_path, *texts), file(tmp_path, {"question": "a"}, name="f.jsonl")])
    labels = (Label(name="a"), Label(name="b"))
    assert examples_for(Part(offline="labels", topic="t", rows=1, labels=labels), rows) == ({**texts[0]},)
    assert examples_for(Part(offline="questions", topic="t", rows=1), rows) == ({"question": "a"},)
    assert read_examples([]) == ()
