"""What is written beside rows, and what is said of rows that a format can't say."""

import json
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.export.export import ExportWish, export, place
from tests.runs import HOSTILE, spec
from tests.tools.export.talks import ONE_CALL, PARALLEL, PLAIN, SINGLE, TALKS

OF_TALKS = Spec(
    request="talks",
    parts=(Part(name="talks", task="records", topic="bikes", rows=9, fields={"type": "object"}),),
)


@dataclass(frozen=True)
class Accepted:
    """A store as far as exports read it: rows with these fields were accepted."""

    rows: tuple[dict[str, Any], ...]

    def candidates(self, state: str) -> list[Any]:
        assert state == "accepted"
        return [
            SimpleNamespace(
                number=number,
                row_id=f"{number:016x}",
                draft=SimpleNamespace(row=fields, group=""),
                verdict=SimpleNamespace(cell="talks/all/any/any", grade="supported"),
            )
            for number, fields in enumerate(self.rows)
        ]

    def briefs(self) -> list[Any]:
        return []


def exported(tmp_path: Path, format: str, *rows: dict[str, Any], split: str = "") -> Any:
    store: Any = Accepted(rows)
    return export(store, OF_TALKS, ExportWish(format, split=split), tmp_path)


def test_llamafactory_finds_every_split_in_dataset_info(store: SqlStore, tmp_path: Path) -> None:
    others = {"identity": {"file_name": "identity.json"}, "bikes-train": {"file_name": "old.json"}}
    (tmp_path / "dataset_info.json").write_text(json.dumps(others), encoding="utf-8")
    wish = ExportWish("llamafactory", split="train=0.7,test=0.3")
    done = export(store, spec(), wish, tmp_path / "bikes.json")
    assert done.beside == (tmp_path / "dataset_info.json",)
    info = json.loads((tmp_path / "dataset_info.json").read_text(encoding="utf-8"))
    assert info.keys() == {"identity", "bikes-train", "bikes-test"}
    assert info["identity"] == others["identity"]
    for name in ("train", "test"):
        described = info[f"bikes-{name}"]
        rows = json.loads((tmp_path / described["file_name"]).read_text(encoding="utf-8"))
        assert described["formatting"] == "sharegpt"
        for row in rows:
            assert row.keys() == set(described["columns"].values())
            assert [turn["from"] for turn in row["conversations"]] == ["human", "gpt"]


@pytest.mark.parametrize("text", ["{", "[]", "\ud800"])
def test_a_dataset_info_that_is_none_is_not_written_over(tmp_path: Path, text: str) -> None:
    path = tmp_path / "dataset_info.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(UserFault, match="can't be added to"):
        exported(tmp_path, "llamafactory", PLAIN)
    assert [one.name for one in tmp_path.iterdir()] == ["dataset_info.json"]


def test_rows_that_a_format_cannot_say_are_counted(tmp_path: Path) -> None:
    broken = {"messages": [*PLAIN["messages"], {"role": "system", "content": "Stop."}]}
    done = exported(tmp_path, "llamafactory", *TALKS.values(), broken)
    assert list(done.files.values()) == [4]
    assert "1 row doesn't alternate" in done.warnings[0]
    assert "1 message left out" in done.warnings[1]
    done = exported(tmp_path, "alpaca", *TALKS.values())
    assert list(done.files.values()) == [1]
    assert done.warnings == (
        "alpaca.json: 3 rows have several turns or tools, which alpaca has no place for: left out",
    )


def test_a_format_that_can_say_no_row_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserFault, match="no row can be said in alpaca: 2 rows have several turns"):
        exported(tmp_path, "alpaca", ONE_CALL, PARALLEL)
    assert not list(tmp_path.iterdir())


def test_an_empty_split_is_told_from_one_whose_rows_are_left_out(tmp_path: Path) -> None:
    done = exported(tmp_path, "jsonl", PLAIN, split="train=0.5,test=0.5")
    assert sorted(done.files.values()) == [0, 1]
    assert [warning.split(": ", 1)[1][:8] for warning in done.warnings] == ["no rows;"]
    done = exported(tmp_path, "alpaca", SINGLE, ONE_CALL, split="train=0.5,test=0.5")
    assert sorted(done.files.values()) == [0, 1]
    assert ["left out" in warning for warning in done.warnings] == [True]


def test_one_conversation_makes_all_rows_of_a_run_messages(tmp_path: Path) -> None:
    task = {"question": "Capital of Italy?", "answer": "Rome."}
    (path,) = exported(tmp_path, "trl-sft", task).files
    assert json.loads(path.read_text()).keys() == {"prompt", "completion"}
    for rows in ((task, SINGLE), (task, ONE_CALL)):
        files = exported(tmp_path, "trl-sft", *rows, split="train=0.5,test=0.5").files
        for path in files:
            for line in path.read_text().splitlines():
                assert "messages" in json.loads(line)


def test_conversations_in_parquet_are_chat_messages(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    cited = {**PLAIN, "messages": [{**one, "cites": ["a", 1]} for one in PLAIN["messages"]]}
    (path,) = exported(tmp_path, "parquet", PARALLEL, cited, {"question": "?", "answer": "!"}).files
    rows = {row["id"]: row for row in parquet.read_table(path).to_pylist()}
    first, second, third = (rows[id] for id in sorted(rows))
    for one, given in zip(first["messages"], PARALLEL["messages"], strict=True):
        assert {name: value for name, value in one.items() if value is not None} == given
    assert json.loads(first["tools"]) == PARALLEL["tools"]
    assert [one["cites"] for one in second["messages"]] == 5 * ['["a", 1]']
    assert third["messages"] is None
    assert third["tools"] is None


def test_the_card_names_the_files_and_where_the_history_lies(store: SqlStore, tmp_path: Path) -> None:
    done = export(store, spec(), ExportWish("hf"), tmp_path)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    head = yaml.safe_load(front)
    named = [file["path"] for config in head["configs"] for file in config["data_files"]]
    assert {tmp_path / path for path in named} == set(done.files)
    assert [config["config_name"] for config in head["configs"]] == ["messages", "problems", "questions"]
    assert head["size_categories"] == ["n<1K"]
    assert "the run's `provenance.jsonl`" in body
    assert "**booking**" in body
    assert "\x1b" not in text
    assert HOSTILE not in text
    export(store, spec(), ExportWish("hf"), tmp_path)


@pytest.mark.parametrize(
    "text", ["# My project\n", "---\ntags:\n- other\n---\n---\ntags:\n- seedbed\n---\n", ""]
)
def test_a_card_of_someone_else_is_not_written_over(store: SqlStore, tmp_path: Path, text: str) -> None:
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    with pytest.raises(UserFault, match="seedbed didn't write"):
        export(store, spec(), ExportWish("hf"), tmp_path)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == text
    assert len(list(tmp_path.iterdir())) == 1


def test_a_run_is_no_place_for_a_folder_of_its_own(store: SqlStore, run_path: Path) -> None:
    with pytest.raises(UserFault, match="a run's own folder"):
        export(store, spec(), ExportWish("hf"), run_path)


def test_splits_are_named_as_hugging_face_takes_them(store: SqlStore, tmp_path: Path) -> None:
    wish = ExportWish("hf", split="train=0.8,held-out=0.2")
    with pytest.raises(UserFault, match="'held-out'"):
        export(store, spec(), wish, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_has_a_place_of_its_own_in_a_run(tmp_path: Path) -> None:
    assert place(tmp_path, "hf") == tmp_path / "export" / "hf"
    assert place(tmp_path, "csv") == place(tmp_path, "no such format") == tmp_path / "export"
