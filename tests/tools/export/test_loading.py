"""Every file that is written loads with Hugging Face's `datasets`, and nothing of a row is lost by it."""

import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.store.sql import SqlStore
from seedbed.tools.evaluation.report.figures import figures
from seedbed.tools.export.export import ExportWish, card_of, data_files, export
from seedbed.tools.export.formats import BY_NAME, FORMATS
from seedbed.tools.export.rows import ExportRow, read_rows
from tests.runs import plan, spec
from tests.tools.conftest import Load
from tests.tools.export.talks import PAIRS, SPEC, Accepted, row
from tests.tools.export.talks import ROWS as TALKS
from tests.tools.export.test_of_documents import ROWS as OF_DOCUMENTS

READERS = {"json": "json", "jsonl": "json", "csv": "csv", "parquet": "parquet"}
FILES = [format.name for format in FORMATS if not format.folder]


def loaded(load: Load, path: Path) -> list[dict[str, Any]]:
    rows = load(READERS[path.suffix[1:]], data_files=str(path), split="train")
    return [without_none(row) for row in rows]


def without_none(value: Any) -> Any:
    """Fields that a row hasn't got are None in a table."""
    if isinstance(value, dict):
        return {name: without_none(one) for name, one in value.items() if one is not None}
    return [without_none(one) for one in value] if isinstance(value, list) else value


def as_written(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    values = json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]
    return [without_none(value) for value in values]


@pytest.mark.parametrize("format", [name for name in FILES if name != "trl-dpo"])
def test_a_run_in_every_format(load: Load, store: SqlStore, tmp_path: Path, format: str) -> None:
    (path,) = export(store, spec(), ExportWish(format, columns=("grade",)), tmp_path).files
    rows = loaded(load, path)
    assert len(rows) == 9
    assert all(row["grade"] in ("proven", "supported") for row in rows)
    if path.suffix in (".json", ".jsonl"):
        assert rows == as_written(path)


@pytest.mark.parametrize("format", [name for name in FILES if name not in ("csv", "parquet")])
@pytest.mark.parametrize(
    "rows", [TALKS, OF_DOCUMENTS, PAIRS, TALKS[:1]], ids=["talks", "documents", "pairs", "one"]
)
def test_conversations_pairs_and_rows_of_documents(
    load: Load, tmp_path: Path, format: str, rows: list[ExportRow]
) -> None:
    written = BY_NAME[format].write(rows, (), False)
    if written.left_out == len(rows):
        return
    path = tmp_path / BY_NAME[format].file
    path.write_bytes(written.data)
    assert loaded(load, path) == as_written(path)


def test_texts_that_are_read_as_points_in_time_are_named(load: Load, tmp_path: Path) -> None:
    days = ["2024-04-18", "2026-02-14T20:55:00+05:30"]
    rows = [row({"q": "When?", "day": day}, n, q="prompt", day="response") for n, day in enumerate(days)]
    named = (("jsonl", "day", 2), ("trl-sft", "completion.content", 2), ("openai", "", 0))
    for format, place, times in named:
        written = BY_NAME[format].write(rows, (), False)
        (path := tmp_path / BY_NAME[format].file).write_bytes(written.data)
        assert [warning.split(":")[0] for warning in written.warnings] == [place][: bool(times)]
        assert str(load("json", data_files=str(path), split="train")[:]).count("datetime(") == times
    assert BY_NAME["parquet"].write(rows, (), False).warnings == ()


@pytest.mark.parametrize("more", [{}, {"seats": 2}], ids=["one shape", "two shapes"])
def test_dates_in_calls_are_named_where_they_are_read_as_points_in_time(
    load: Load, tmp_path: Path, more: dict[str, int]
) -> None:
    arguments = ({"day": "2024-04-18"}, {"day": "2024-04-19", **more})
    given = [[{"name": "book", "arguments": one}] for one in arguments]
    roles = {"ask": "prompt", "calls": "response", "tools": "context"}
    fields = [{"ask": "Book!", "calls": calls, "tools": [{"name": "book"}]} for calls in given]
    written = BY_NAME["trl-sft"].write([row(one, n, **roles) for n, one in enumerate(fields)], (), False)
    (path := tmp_path / "trl-sft.jsonl").write_bytes(written.data)
    places = [warning.split(":")[0] for warning in written.warnings]
    assert places == ["completion.tool_calls.function.arguments.day"][: not more]
    assert (loaded(load, path) == as_written(path)) == bool(more)


def test_all_splits_of_parquet_have_the_same_types(load: Load, tmp_path: Path) -> None:
    few: Any = Accepted(tuple(("talks", {"question": f"{n}?", "answer": n or 0.5}, "", {}) for n in range(4)))
    files = export(few, SPEC, ExportWish("parquet", split="train=0.5,test=0.5"), tmp_path).files
    types = [load("parquet", data_files=str(path), split="train").features for path in files]
    assert list(files.values()) == [2, 2] and types[0] == types[1]


def test_a_folder_for_the_hub(load: Load, store: SqlStore, tmp_path: Path) -> None:
    wish = ExportWish("hf", split="train=0.7,test=0.3", columns=("grade",))
    done = export(store, spec(), wish, tmp_path / "bikes")
    assert done.beside == (tmp_path / "bikes" / "README.md",)
    assert sum(done.files.values()) == 9
    given = {row.id: row for row in read_rows(store, spec())}
    names = [part.name for part in spec().parts]
    found: list[dict[str, Any]] = []
    for name in names:
        splits = load(str(tmp_path / "bikes"), name)
        for split, rows in splits.items():
            assert len(rows) == done.files[tmp_path / "bikes" / "data" / name / f"{split}.parquet"]
            found += [without_none(row) for row in rows]
    assert len(found) == 9
    absent = [warning for warning in done.warnings if "no rows and no file" in warning]
    assert len(done.files) + len(absent) == 2 * len(names)
    grades = {row["id"]: row.pop("grade") for row in found}
    assert {row["id"]: row for row in found} == {id: row.row for id, row in given.items()}
    assert grades == {id: row.grade for id, row in given.items()}


def test_rows_of_one_kind_are_one_configuration(load: Load, store: SqlStore, tmp_path: Path) -> None:
    files, configs, _ = data_files(TALKS[:1] + TALKS[3:], ("",), ())
    for path, file in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(file[0])
    text = card_of(figures(store, spec(), plan(spec()), "", {}), TALKS, spec(), configs)
    (tmp_path / "README.md").write_bytes(text)
    rows = load(str(tmp_path))["train"]
    assert [without_none(row) for row in rows] == [row.row for row in TALKS[:1] + TALKS[3:]]
