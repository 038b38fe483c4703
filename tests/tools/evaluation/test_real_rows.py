"""Files of real rows: read exactly, and each fault told with its line and the next step."""

import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Label, Part, Spec
from seedbed.tools.evaluation.real_rows import (
    Decision,
    RealRow,
    placed,
    read_decisions,
    read_real_rows,
)

ID = "0123456789abcdef"


def file(folder: Path, *rows: Any, name: str = "rows.jsonl") -> Path:
    path = folder / name
    said = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(said) + "\n", encoding="utf-8")
    return path


def texts(name: str, *labels: str) -> Part:
    return Part(
        name=name, offline="labels", topic="x", rows=4, labels=tuple(Label(name=one) for one in labels)
    )


SPEC = Spec(parts=(texts("mails", "refund", "booking"), texts("notes", "urgent", "booking")))


def test_labelled_rows_are_read_with_their_lines(tmp_path: Path) -> None:
    rows = ({"text": "a, b", "label": "refund"}, {"text": "c", "label": 1, "more": None})
    jsonl = read_real_rows(file(tmp_path, rows[0], "", rows[1]))
    assert jsonl == (
        RealRow("a, b", "refund", "", f"{tmp_path}/rows.jsonl, line 1"),
        RealRow("c", "1", "", f"{tmp_path}/rows.jsonl, line 3"),
    )
    table = file(tmp_path, "text,label", "a,TRUE", "b,FALSE", name="rows.csv")
    assert [one.label for one in read_real_rows(table)] == ["true", "false"], (
        "as a recipe's values are spelled"
    )


STEERING = [
    ((), "rows.jsonl: there are no rows"),
    (("text,label",), 'line 1: is not JSON — write one JSON object a line: {"text": …, "label": …}'),
    (("[1]",), "line 1: is no object"),
    (({"text": "a", "label": "x"}, {"label": "y"}), "line 2: has no text under 'text'"),
    (({"text": " ", "label": "x"},), "line 1: has no text under 'text'"),
    (({"text": "a", "label": None},), "line 1: has no label under 'label'"),
    (({"text": "a", "label": "x"}, {"text": "b", "label": "x"}), "all its rows are labelled 'x'"),
]
DECIDED = [
    (("id,right",), 'line 1: is not JSON — write one JSON object a line: {"id": …, "right": true}'),
    (({"id": ID},), "line 1: says neither true nor false"),
    (({"id": ID, "right": 1},), "line 1: says neither true nor false"),
    (({"right": True},), "line 1: has no text under 'text'"),
    (({"id": "12", "right": True},), "line 1: '12' is no row's id"),
    (({"id": ID, "right": True}, {"id": ID, "right": False}), "line 2: the same row was decided before"),
]


@pytest.mark.parametrize(
    ("read", "rows", "says"),
    [*((read_real_rows, *one) for one in STEERING), *((read_decisions, *one) for one in DECIDED)],
)
def test_faults_of_rows(tmp_path: Path, read: Any, rows: tuple[Any, ...], says: str) -> None:
    with pytest.raises(UserFault) as caught:
        read(file(tmp_path, *rows))
    assert says in str(caught.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"text": "\xff"}')
    with pytest.raises(UserFault, match="is no UTF-8 text — save it as UTF-8"):
        read_real_rows(path)
    (sheet := tmp_path / "rows.xlsx").write_bytes(b"PK\x03\x04\x00\xff")
    with pytest.raises(UserFault, match="tables as CSV"):
        read_real_rows(sheet)
    with pytest.raises(UserFault, match="can't be read"):
        read_decisions(tmp_path / "none.jsonl")


def test_rows_find_their_part() -> None:
    rows = (RealRow("a", "refund"), RealRow("b", "urgent"), RealRow("c", "booking", "notes"))
    assert [row.part for row in placed(rows, SPEC, "f")] == ["mails", "notes", "notes"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            RealRow("a", "refnud", "", "f, line 7"),
            "7: the label 'refnud' isn't in the spec — did you mean 'refund'",
        ),
        (RealRow("a", "urgent", "mails", "f, line 2"), "f, line 2: the label 'urgent' isn't in the spec"),
        (
            RealRow("a", "booking", "", "f, line 2"),
            "line 2: the label 'booking' is in several parts (mails, notes)",
        ),
        (
            RealRow("a", "refund", "letters", "f, line 2"),
            "labels is called 'letters' — there are mails, notes",
        ),
    ],
)
def test_labels_that_do_not_fit(row: RealRow, says: str) -> None:
    with pytest.raises(UserFault) as caught:
        placed([row], SPEC, "f")
    assert says in str(caught.value)


def test_decisions_by_id_and_by_text(tmp_path: Path) -> None:
    said = ({"id": ID.upper(), "right": True}, {"text": "so", "right": "false"}, {"id": ID, "right": True})
    assert read_decisions(file(tmp_path, *said)) == (Decision(True, ID), Decision(False, "", "so"))
