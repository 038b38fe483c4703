"""Example rows: which parts they serve, and what is wrong with a file."""

import json
import os
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from seedbed.agent.making.parts import recipe_text
from seedbed.agent.planner.reading.given import examples_for, read_examples, read_held_out, strange_labels
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Label, Part
from seedbed.tools.knowledge.formats.tables import rows_of
from tests.agent.scenes import recipe_part


def file(folder: Path, *rows: object, name: str = "e.jsonl") -> str:
    path = folder / name
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return str(path)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "there are no rows"),
        (["[" * 3000], "is not JSON"),
        (['{"a": ' + "[" * 200 + "]" * 200 + "}"], "line 1: is nested too deep"),
        (['{"a": NaN}'], "line 1: holds NaN, Infinity, or a whole number beyond"),
        (['{"a": 1}', '{"id": 1234567890123456789}'], "line 2: holds NaN"),
        (['{"a": "\\ud83d"}'], "line 1: holds half of a character — mend the escape"),
    ],
)
def test_faults_name_the_file(tmp_path: Path, rows: list[object], says: str) -> None:
    with pytest.raises(UserFault, match=says) as caught:
        read_examples([file(tmp_path, *rows)])
    assert "e.jsonl" in str(caught.value)


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.json", "rows.csv"])
def test_a_pipe_is_no_file_of_rows(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(UserFault, match=f"{name}: is a pipe or a device — write what it holds into a file"):
        read_held_out([str(tmp_path / name)])


@pytest.mark.parametrize(("name", "says"), [("a.jsonl", "line 1: holds half of"), ("a.json", "is no list")])
def test_half_a_character_is_no_text_of_a_row(tmp_path: Path, name: str, says: str) -> None:
    half = '{"text": "cut \\ud83d"}'
    with pytest.raises(UserFault, match=f"{name}.*{says}"):
        read_held_out([file(tmp_path, half if name == "a.jsonl" else f"[{half}]", name=name)])


def test_rows_serve_the_parts_that_they_fit(tmp_path: Path) -> None:
    texts = [{"text": "1", "label": "a"}, {"text": "2", "label": "z"}, {"text": "3", "label": ["a"]}]
    rows = read_examples([file(tmp_path, *texts), file(tmp_path, {"question": "a"}, name="f.jsonl")])
    labels = (Label(name="a"), Label(name="b"))
    assert examples_for(Part(offline="labels", topic="t", rows=1, labels=labels), rows) == rows[:3]
    assert examples_for(Part(offline="questions", topic="t", rows=1), rows) == ({"question": "a"},)


def test_a_table_s_figures_and_empty_cells_have_the_form_that_the_recipe_gives_its_fields(
    tmp_path: Path,
) -> None:
    row = {"ask": "string 1.. as prompt", "answer": "line as response", "size": ["2", "10"], "stars": [1, 5]}
    part = recipe_part(
        {
            "recipe": "sums",
            "about": "A sum",
            "row": {**row, "note": "string or null as context", "count": "integer as context"},
            "means": {"size": {"2": "small", "10": "large"}, "stars": {"1": "bad", "5": "good"}},
            "make": {"ask, answer, note, count": "About {{ leaf }}, {{ size }}, {{ stars }}."},
        },
        "sums",
    )
    (tmp_path / "own.csv").write_text("ask,answer,size,stars,note,count\nSix and four?,10,10,5,,2\n")
    given = {"ask": "Six and four?", "answer": "10", "size": "10", "stars": 5, "note": None, "count": 2}
    assert examples_for(part, read_examples([str(tmp_path / "own.csv")])) == (given,)
    assert read_examples([]) == ()


def test_labels_that_are_not_those_of_the_rows_are_said() -> None:
    recipe = {
        "recipe": "notes",
        "about": "A note",
        "row": {"text": "string 20..400", "label": ["praise", "tip"]},
    }
    recipe |= {
        "write": "{{ leaf }} {{ label }}",
        "means": {"label": {"praise": "it praises", "tip": "a tip"}},
    }
    part = Part(name="notes", recipe=recipe_text(recipe), topic="t", rows=4)

    def rows(*labels: str) -> list[dict[str, str]]:
        return [{"text": f"{n}", "label": label} for n, label in enumerate(labels * 2)]

    told = "notes, label: the plan lacks advice of your rows; none of your rows has tip"
    assert strange_labels(part, rows("praise", "advice")) == [told]
    assert strange_labels(part, rows("praise", "tip")) == [] == strange_labels(part, [])
    labels = (Label(name="praise"), Label(name="tip"))
    offline = Part(name="notes", offline="labels", topic="t", rows=4, labels=labels)
    assert strange_labels(offline, rows("praise", "advice")) == [told]


def test_rows_of_a_table_or_a_list_are_examples_with_the_types_that_they_show(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "Text,Stars,Code,Is new,Note\nFine.,4,007,True,\nBad.,2.5,1,false,old\n", encoding="utf-8"
    )
    (tmp_path / "b.json").write_text(' [{"text": "So so.", "stars": 3}]', encoding="utf-8")
    rows = read_examples([str(tmp_path / name) for name in ("a.csv", "b.json")])
    assert rows == (
        {"text": "Fine.", "stars": 4, "code": "007", "is_new": True},
        {"text": "Bad.", "stars": 2.5, "code": "1", "is_new": False, "note": "old"},
        {"text": "So so.", "stars": 3},
    )


def test_a_table_of_rows_keeps_what_it_can_and_refuses_what_would_be_lost(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f",Größe,Text,id,\n0,1,{'[' * 5_000},{10**18},\n", encoding="utf-8")
    assert read_examples([str(file)]) == ({"größe": 1, "text": "[" * 5_000, "id": str(10**18)},)
    for rows, says in (
        ("text,label\nFine,a\nWell, then,b\n", "a.csv, row 3: 3 cells under 2 names of columns — put quotes"),
        ("Text,label,text\nFine,a,b\n", "a.csv: two columns are called 'text' — rename one"),
    ):
        file.write_text(rows, encoding="utf-8")
        with pytest.raises(UserFault, match=says):
            read_examples([str(file)])


def test_rows_of_parquet_are_examples_their_classes_by_name(tmp_path: Path) -> None:
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    features = {"label": {"names": ["praise", "tip"], "_type": "ClassLabel"}, "Text": {"dtype": "string"}}
    named = {"huggingface": json.dumps({"info": {"features": features}})}
    columns = {
        "Text": ["Fine.", None],
        "label": [1, 0],
        "Sent on": [datetime(2026, 11, 27, 9, 30), None],  # noqa: DTZ001  # a file may say none
        "price": [Decimal("6.20"), Decimal("7.00")],
        "tags": [["a"], []],
    }
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table(columns).replace_schema_metadata(named), path)
    assert read_examples([str(path)]) == (
        {"text": "Fine.", "label": "tip", "sent_on": "2026-11-27T09:30:00", "price": "6.20", "tags": ["a"]},
        {"label": "praise", "price": "7.00", "tags": []},
    )


def test_a_table_without_rows_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,label\n", encoding="utf-8")
    with pytest.raises(
        UserFault, match="there are no rows — give a line with the names of columns, and rows"
    ):
        read_examples([str(path)])


def test_parquet_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    for table, says in (
        ({"picture": [b"\x89PNG"]}, "a.parquet, row 1: 'picture' holds neither text nor number"),
        ({"text": ["a"], "Text": ["b"]}, "two columns are called 'text' — rename one"),
        ({"score": [float("nan")]}, "row 1: holds NaN"),
    ):
        parquet.write_table(pa.table(table), path)
        with pytest.raises(UserFault, match=says):
            read_examples([str(path)])
    parquet.write_table(pa.table({"text": ["a" * 9_000] * 9_000}), path, compression="zstd")
    with pytest.raises(UserFault, match="the table is too large — at most 1,000,000 bytes"):
        list(rows_of(path, "--examples", "", 1_000_000))
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(UserFault, match="is no Parquet that can be read — check --examples"):
        read_examples([str(path)])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UserFault, match="pyarrow, which is not installed — pip install"):
        read_examples([str(path)])


def test_rows_that_are_to_stay_out_are_read_whatever_their_form(tmp_path: Path) -> None:
    rows = {
        "a.jsonl": '{"question": "How much?", "answer": "4"}\n{"answer": 4}\n',
        "b.json": '[{"sentence": "It is new."}, {"messages": [{"role": "user", "content": "Hello?"}]}]',
        "c.csv": 'id;Text\n1;"One; or more"\n',
        "d.tsv": "premise\tgold\nIt rains.\tyes\n",
    }
    for name, text in rows.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = read_held_out([str(tmp_path / name) for name in rows])
    assert found == ("How much?", "It is new.", "Hello?", "One; or more", "It rains. yes")
    for name, text, says in (
        ("e.json", "[1]", r"e\.json: is no list of objects in JSON — write"),
        ("e.json", '{"rows": [\n{"text": "Hm."}]}\n', r"e\.json: is no list of objects in JSON — write"),
        ("e.csv", 'a,b\n"1,2\n', r"e\.csv: not a table in CSV, line"),
        ("f.csv", "", r"f\.csv: there is no row with a text — give"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(UserFault, match=says):
            read_held_out([str(tmp_path / name)])
