"""What is exported reads back, with the standard reader of each format, as the rows that were accepted."""

import csv
import json
from pathlib import Path

import pytest

from seedbed.memory.errors import UserFault
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.export.export import ExportWish, export
from seedbed.tools.export.rows import read_rows
from tests.runs import HOSTILE, QUOTE, spec


def rows_of(store: SqlStore) -> dict[str, dict[str, str]]:
    return {row.id: row.row for row in read_rows(store, spec())}


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_jsonl_reads_back(store: SqlStore, tmp_path: Path) -> None:
    done = export(store, spec(), ExportWish("jsonl"), tmp_path)
    (path,) = done.files
    read = lines(path)
    assert {str(row["id"]): row for row in read} == rows_of(store)
    assert [row["id"] for row in read] != sorted(str(row["id"]) for row in read), "not shuffled"


def test_csv_reads_back(store: SqlStore, tmp_path: Path) -> None:
    done = export(store, spec(), ExportWish("csv"), tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    shown = {row["id"]: {k: v for k, v in row.items() if v} for row in read}
    assert shown == {id: {k: v for k, v in row.items() if v} for id, row in rows_of(store).items()}
    assert len(done.warnings) == 1
    assert "1 cell would run as formulas" in done.warnings[0]


def test_spreadsheet_safe_quotes_formulas_and_nothing_else(store: SqlStore, tmp_path: Path) -> None:
    done = export(store, spec(), ExportWish("csv", spreadsheet_safe=True), tmp_path / "rows.csv")
    assert done.warnings == ()
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file) if row["text"]]
    assert [text for text in texts if text.startswith("'")] == [f"'{HOSTILE}"]


def test_parquet_reads_back(store: SqlStore, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    (path,) = export(store, spec(), ExportWish("parquet", columns=("weight", "grade")), tmp_path).files
    read = parquet.read_table(path).to_pylist()
    fields = {r["id"]: {k: v for k, v in r.items() if v is not None} for r in read}
    assert all(
        row.pop("weight") == 1.0 and row.pop("grade") in ("proven", "supported") for row in fields.values()
    )
    assert fields == rows_of(store)


def test_openai_messages_end_with_the_answer(store: SqlStore, tmp_path: Path) -> None:
    (path,) = export(store, spec(), ExportWish("openai"), tmp_path).files
    read = lines(path)
    assert len(read) == 9
    ends = []
    for value in read:
        assert value.keys() == {"messages"}
        messages = value["messages"]
        assert isinstance(messages, list)
        assert [m["role"] for m in messages] in (["system", "user", "assistant"], ["user", "assistant"])
        ends.append(messages[-1]["content"])
    assert sorted(ends) == sorted(
        ["booking"] * 3
        + ["complaint"] * 2
        + ["solution: 26*3 = 78.\n\nanswer: 78", "solution: 15*4 = 60.\n\nanswer: 60", "£110", "£110"]
    )


def test_alpaca_is_one_array(store: SqlStore, tmp_path: Path) -> None:
    (path,) = export(store, spec(), ExportWish("alpaca", columns=("split",)), tmp_path).files
    read = json.loads(path.read_text(encoding="utf-8"))
    assert len(read) == 9
    assert all(row.keys() == {"instruction", "input", "output", "split"} for row in read)
    assert any(row["instruction"].startswith("What is the deposit") and QUOTE in row["input"] for row in read)
    assert "Read the text. Answer with its label: booking, complaint." in {row["instruction"] for row in read}


def test_splits_keep_groups_whole_and_add_up(store: SqlStore, tmp_path: Path) -> None:
    wish = ExportWish("jsonl", split="train=0.7,test=0.3", columns=("split",))
    done = export(store, spec(), wish, tmp_path / "data.jsonl")
    assert sum(done.files.values()) == 9
    group = {row.id: row.group for row in read_rows(store, spec())}
    sides: dict[str, set[object]] = {}
    for name in ("train", "test"):
        for row in lines(tmp_path / f"data-{name}.jsonl"):
            assert row["split"] == name
            sides.setdefault(group[str(row["id"])], set()).add(name)
    assert all(len(names) == 1 for names in sides.values())
    assert 5 <= done.files[tmp_path / "data-train.jsonl"] <= 7


def test_equal_seed_equal_bytes(store: SqlStore, tmp_path: Path) -> None:
    def data(seed: int, name: str) -> bytes:
        (path,) = export(store, spec(), ExportWish(seed=seed), tmp_path / name).files
        return path.read_bytes()

    assert data(1, "a") == data(1, "b") != data(2, "c")


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (ExportWish("jsonlines"), "did you mean jsonl"),
        (ExportWish(columns=("wieght",)), "no column 'wieght'"),
        (ExportWish(split="train=0.8"), "add up to 0.8"),
        (ExportWish(split="train=x,test=1"), "no share"),
        (ExportWish(split="../x=1"), "no split"),
        (ExportWish(split="a=0.5,a=0.5"), "named twice"),
    ],
)
def test_a_wrong_wish_is_named(store: SqlStore, tmp_path: Path, wish: ExportWish, said: str) -> None:
    with pytest.raises(UserFault, match=said):
        export(store, spec(), wish, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserFault, match="can't be written"):
        export(store, spec(), ExportWish(), tmp_path / "file" / "rows.jsonl")


def test_the_difficulty_is_a_column(store: SqlStore, tmp_path: Path) -> None:
    (path,) = export(store, spec(), ExportWish("jsonl", columns=("level",)), tmp_path).files
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    cells = {c.row_id: c.verdict.cell.rpartition("/")[2] for c in store.candidates("accepted")}
    assert {row["id"]: row["level"] or "any" for row in rows} == cells
    assert set(cells.values()) > {"any"}, "of a part with levels and one without"
