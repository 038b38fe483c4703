"""What is exported reads back, with the standard reader of each format, as the rows that were accepted."""

import csv
import json
import re
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from seedbed.memory.errors import UserFault
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.export.export import ExportWish, assign, export, place
from seedbed.tools.export.rows import read_rows
from tests.runs import HOSTILE, QUOTE, make_run, spec
from tests.tools.export.talks import (
    AFTER_RESULTS,
    OF_CALLS,
    OF_WORDS,
    ONE_CALL,
    PARALLEL,
    PLAIN,
    SINGLE,
    SPEC,
    TALKS,
    Accepted,
    system,
)  # fmt: skip


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def exported(tmp_path: Path, format: str, *rows: dict[str, Any], split: str = "") -> Any:
    store: Any = Accepted(tuple(("talks", fields, "", {}) for fields in rows))
    return export(store, SPEC, ExportWish(format, split=split), tmp_path)


def test_jsonl_reads_back_shuffled_with_its_level(store: SqlStore, tmp_path: Path) -> None:
    (path,) = export(store, spec(), ExportWish(columns=("level",)), tmp_path).files
    read = lines(path)
    cells = {c.row_id: c.verdict.cell.rpartition("/")[2] for c in store.candidates("accepted")}
    assert {row["id"]: row.pop("level") or "any" for row in read} == cells and len(set(cells.values())) > 1
    assert {row["id"]: row for row in read} == {row.id: row.row for row in read_rows(store, spec())}
    assert [row["id"] for row in read] != sorted(row["id"] for row in read), "not shuffled"


def test_what_a_recipe_varies_is_a_column_by_its_name(tmp_path: Path) -> None:
    store: Any = Accepted(
        (("talks", {"text": "a"}, "", {}), ("talks", {"text": "b", "mood": "cross"}, "", {}))
    )
    wish = ExportWish(columns=("mood", "grade"))
    (path,) = export(store, SPEC, wish, tmp_path).files
    assert sorted((row["text"], row["mood"]) for row in lines(path)) == [("a", "calm"), ("b", "cross")], (
        "a field stays"
    )


@pytest.mark.parametrize("raw", [False, True])
def test_csv_reads_back_and_formulas_are_quoted_unless_asked_not_to(
    store: SqlStore, tmp_path: Path, raw: bool
) -> None:
    done = export(store, spec(), ExportWish("csv", raw_cells=raw), tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        read = {row["id"]: row for row in csv.DictReader(file)}
    shown = {id: {k: v for k, v in row.items() if v} for id, row in read.items()}
    given = {row.id: {k: v for k, v in row.row.items() if v} for row in read_rows(store, spec())}
    formula = next(row for row in given.values() if row.get("text") == HOSTILE)
    spelt = re.sub(r"[\x07\x1b\x9b]", lambda one: rf"\x{ord(one[0]):02x}", HOSTILE)
    formula["text"] = HOSTILE if raw else f"'{spelt}"
    assert shown == given
    control, warning = done.warnings
    assert "1 cell with control characters" in control
    assert "1 cell would run as formulas" in warning and ("--raw-cells" in warning) is not raw


def test_parquet_reads_back(store: SqlStore, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    (path,) = export(store, spec(), ExportWish("parquet", columns=("weight", "grade")), tmp_path).files
    read = parquet.read_table(path).to_pylist()
    fields = {r["id"]: {k: v for k, v in r.items() if v is not None} for r in read}
    assert all(row.pop("weight") == 1.0 for row in fields.values())
    assert {row.pop("grade") for row in fields.values()} == {"proven", "supported"}
    assert fields == {row.id: row.row for row in read_rows(store, spec())}


def test_chats_end_with_the_answer_and_alpaca_is_one_array(store: SqlStore, tmp_path: Path) -> None:
    (path,) = export(store, spec(), ExportWish("openai"), tmp_path).files
    answers = ["solution: 26*3 = 78.\n\nanswer: 78", "solution: 15*4 = 60.\n\nanswer: 60", "£110", "£110"]
    answers += ["booking"] * 3 + ["complaint"] * 2
    assert sorted(value["messages"][-1]["content"] for value in lines(path)) == sorted(answers)
    (path,) = export(store, spec(), ExportWish("alpaca", columns=("split",)), tmp_path).files
    read = json.loads(path.read_text(encoding="utf-8"))
    assert all(row.keys() == {"instruction", "input", "output", "split"} for row in read)
    assert any(row["instruction"].startswith("What is the deposit") and QUOTE in row["input"] for row in read)
    assert "Read the text. Answer with its label: booking, complaint." in {row["instruction"] for row in read}
    wish = ExportWish("openai", roles="text=prompt, label=response")
    (path,) = export(store, spec(), wish, tmp_path / "roles").files
    ends = ["user", "assistant"]
    assert all([one["role"] for one in value["messages"]] == ends for value in lines(path))
    assert sorted(value["messages"][1]["content"] for value in lines(path)) == sorted(answers)


def test_splits_keep_groups_whole_and_add_up(store: SqlStore, tmp_path: Path) -> None:
    wish = ExportWish("jsonl", split="train=0.7,test=0.3", columns=("split",))
    done = export(store, spec(), wish, tmp_path / "data.jsonl")
    group = {row.id: row.group for row in read_rows(store, spec())}
    sides: dict[str, set[object]] = {}
    for name in ("train", "test"):
        for row in lines(tmp_path / f"data-{name}.jsonl"):
            assert row["split"] == name
            sides.setdefault(group[row["id"]], set()).add(name)
    assert all(len(names) == 1 for names in sides.values())
    assert sum(done.files.values()) == 9 and 5 <= done.files[tmp_path / "data-train.jsonl"] <= 7


def test_rows_of_one_passage_stay_on_one_side_whatever_their_part_and_each_part_has_its_share() -> None:
    rows: Any = [(part, PLAIN, f"passage {n}", {}) for part in ("talks", "pairs") for n in range(20)]
    store: Any = Accepted(tuple(rows))
    sides: dict[str, list[tuple[str, str]]] = {}
    for row in assign(read_rows(store, SPEC), {"train": 0.8, "test": 0.2}):
        sides.setdefault(row.group, []).append((row.split, row.part.name))
    assert all(len(some) == 2 and len(dict(some)) == 1 for some in sides.values())
    assert Counter(one for some in sides.values() for one in some) == {
        (split, part): n for split, n in (("train", 16), ("test", 4)) for part in ("talks", "pairs")
    }


def test_rows_stay_on_the_side_of_the_rows_that_they_were_made_from() -> None:
    store: Any = Accepted(
        (
            ("talks", PLAIN, "passage", {}),
            ("pairs", OF_WORDS, "", {"talk": PLAIN}),
            ("pairs", OF_CALLS, "", {"talk": PARALLEL}),
            ("pairs", AFTER_RESULTS, "", {"seeds": [OF_WORDS], "passage": {"quote": "x"}}),
        )
    )
    first, second, other, third = (row.group for row in read_rows(store, SPEC))
    assert first == second == third != other


def test_rows_made_from_a_row_that_a_person_mended_or_withdrew_since_stay_on_one_side() -> None:
    store: Any = Accepted(
        (
            ("talks", ONE_CALL, "", {}),
            ("pairs", OF_WORDS, "", {"talk": PLAIN}),
            ("talks", PARALLEL, "", {}),
            ("pairs", OF_CALLS, "", {"talk": PARALLEL}),
            ("pairs", AFTER_RESULTS, "", {"talk": PARALLEL}),
        ),
        at_first={0: PLAIN},
        withdrawn=frozenset([2]),
    )
    mended, of_it, one, other = (row.group for row in read_rows(store, SPEC))
    assert mended == of_it != one == other


def test_splits_of_an_earlier_export_are_removed_or_named(store: SqlStore, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    before = export(store, spec(), ExportWish("hf", split="train=0.5,test=0.5"), tmp_path)
    foreign = tmp_path / "data/messages/mine.parquet"
    foreign.write_bytes(b"")
    done = export(store, spec(), ExportWish("hf"), tmp_path)
    assert {*tmp_path.glob("data/**/*.parquet")} == {*done.files, foreign}
    assert len([told for told in done.warnings if "test.parquet: removed;" in told]) == len(before.files) / 2
    export(store, spec(), ExportWish(split="train=0.5,test=0.5"), tmp_path)
    done = export(store, spec(), ExportWish(), tmp_path)
    assert [told.split(";")[0] for told in done.warnings] == [
        "rows-test.jsonl: stays",
        "rows-train.jsonl: stays",
    ]


def test_an_ending_of_another_format_is_told(store: SqlStore, tmp_path: Path) -> None:
    (warning,) = export(store, spec(), ExportWish(), tmp_path / "rows.parquet").warnings
    assert warning == "rows.parquet: holds jsonl, of which programs expect the ending .jsonl"
    assert not export(store, spec(), ExportWish(), tmp_path / "rows.txt").warnings


@pytest.mark.parametrize("out", ["v2.0", "v2.0/", "rows.jsonl/"])
def test_a_name_without_the_ending_of_data_or_with_a_slash_is_a_folder(
    store: SqlStore, tmp_path: Path, out: str
) -> None:
    wish = ExportWish("llamafactory", split="train=0.5,test=0.5")
    done = export(store, spec(), wish, f"{tmp_path}/{out}")
    assert {*done.files, *done.beside} == {*(tmp_path / out).iterdir()}
    names = ["dataset_info.json", "seedbed-test.json", "seedbed-train.json"]
    assert sorted(path.name for path in (*done.files, *done.beside)) == names


def test_equal_seed_equal_bytes(store: SqlStore, tmp_path: Path) -> None:
    def data(seed: int, name: str) -> bytes:
        (path,) = export(store, spec(), ExportWish(seed=seed), tmp_path / name).files
        return path.read_bytes()

    assert data(1, "a") == data(1, "b") != data(2, "c")


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (ExportWish("jsonlines"), "did you mean 'jsonl'"),
        (ExportWish(columns=("wieght",)), "no column 'wieght'"),
        (ExportWish(raw_cells=True), "--raw-cells: jsonl has no cells"),
        (ExportWish(roles="label=response"), "--roles: jsonl has no questions"),
        (ExportWish("openai", roles="labl=response"), "'labl=response' doesn't name fields.* text, label"),
        (ExportWish("openai", roles="label=answer"), "'label=answer' doesn't name fields"),
        *(
            (ExportWish(split=split), f"'{split}' doesn't name splits")
            for split in ("train=0.8", "train=x,test=1", "../x=1", "a=0.5,a=0.5", "a=.8,b-c=.2", "a=1,b=.0")
        ),
    ],
)
def test_a_wrong_wish_is_named(store: SqlStore, tmp_path: Path, wish: ExportWish, told: str) -> None:
    with pytest.raises(UserFault, match=told):
        export(store, spec(), wish, tmp_path)
    assert not list(tmp_path.iterdir())


def test_places_are_held_against_what_is_there(store: SqlStore, tmp_path: Path, run_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserFault, match=r"can't be written: .*/file is no folder"):
        export(store, spec(), ExportWish(), tmp_path / "file" / "rows.jsonl")
    (tmp_path / "link.jsonl").symlink_to(run_path / "run.sqlite")
    before = {path: path.read_bytes() for path in run_path.iterdir() if path.is_file()}
    owned = ("run.sqlite", "spec.yaml", "dataset.jsonl", "recipe-sums.yaml", "sources/one.jsonl")
    for out in (*(run_path / name for name in owned), tmp_path / "link.jsonl"):
        with pytest.raises(UserFault, match="a run's own file"):
            export(store, spec(), ExportWish(), out)
    with pytest.raises(UserFault, match="a run's own file"):
        export(store, spec(), ExportWish("hf"), run_path)
    with pytest.raises(UserFault, match="rows don't go to standard output"):
        export(store, spec(), ExportWish(), "-")
    assert before == {path: path.read_bytes() for path in run_path.iterdir() if path.is_file()}
    assert export(store, spec(), ExportWish(), run_path / "train.jsonl").files
    assert place(tmp_path, "hf") == tmp_path / "export" / "hf"
    assert place(tmp_path, "csv") == place(tmp_path, "no such format") == tmp_path / "export"


def test_rows_that_a_format_cannot_say_are_counted(tmp_path: Path) -> None:
    broken = {"messages": [*PLAIN["messages"], system("Stop.")]}
    done = exported(tmp_path, "llamafactory", *TALKS.values(), broken)
    assert list(done.files.values()) == [4]
    assert (
        "1 row left out: user and assistant don't alternate" in done.warnings[0]
        and "1 message left out" in done.warnings[1]
    )
    done = exported(tmp_path, "alpaca", *TALKS.values())
    assert list(done.files.values()) == [1]
    why = "alpaca has no place for several turns or tools"
    assert done.warnings == (f"alpaca.json: 3 rows left out: {why}",)
    (tmp_path / "none").mkdir()
    for format, told, split in (("alpaca", why, ""), ("trl-dpo", "no pair", "train=0.5,test=0.5")):
        with pytest.raises(UserFault, match=f"no row can be said in {format}: 2 rows left out: {told}"):
            exported(tmp_path / "none", format, ONE_CALL, PARALLEL, split=split)
    assert not list((tmp_path / "none").iterdir())


def test_an_empty_split_is_told_from_one_whose_rows_are_left_out(tmp_path: Path) -> None:
    done = exported(tmp_path, "jsonl", PLAIN, split="train=0.5,test=0.5")
    assert sorted(done.files.values()) == [0, 1]
    (warning,) = done.warnings
    assert warning.endswith(": no rows; its share is too small for so few rows")
    done = exported(tmp_path, "alpaca", SINGLE, ONE_CALL, split="train=0.5,test=0.5")
    assert ["left out" in warning for warning in done.warnings] == [True]


def test_a_label_that_a_split_has_no_row_of_is_named(tmp_path: Path) -> None:
    roles = {"text": "text", "mood": "label", "topics": "label"}
    part = SPEC.parts[0].model_copy(update={"row_roles": roles})
    given = [("a", "glad", ["x"]), ("a", "glad", ["x", "y"]), ("b", "cross", ["y"]), ("c", "sad", [])]
    rows: Any = [("talks", {"mood": mood, "topics": topics}, group, {}) for group, mood, topics in given]
    store: Any = Accepted(tuple(rows))
    wish, of = ExportWish(split="train=0.5,test=0.5"), SPEC.model_copy(update={"parts": (part,)})
    done = export(store, of, wish, tmp_path)
    assert sorted(done.files.values()) == [2, 2]
    (one, another) = done.warnings
    assert one.endswith(
        ": talks has no row there of mood 'glad'; groups are kept whole, and there are too few"
    )
    assert another.endswith(
        ": talks has no row there of topics 'x'; groups are kept whole, and there are too few"
    )
    alone = part.model_copy(update={"name": "lab", "row_roles": {"mood": "label"}})
    given_too: Any = [("lab", {"mood": "sad"}, f"row {n}", {}) for n in range(2)]
    store = Accepted((*rows, *rows, *given_too))
    of = of.model_copy(update={"parts": (part, alone)})
    told = export(store, of, ExportWish(split="train=0.8,test=0.2"), tmp_path).warnings
    assert "lab has no row there of mood 'sad'; its share is too small for so few rows" in " ".join(told)


def test_each_split_has_rows_of_each_label_whatever_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It goes through all that was counted: with a label a row (entities, say) 100,000 rows took minutes.
    monkeypatch.setattr(Counter, "_keep_positive", None)
    part = SPEC.parts[0].model_copy(update={"row_roles": {"text": "text", "intent": "label"}})
    rows: Any = [("talks", {"intent": "abcd"[n % 4]}, f"group {n}", {}) for n in range(8)]
    store: Any = Accepted(tuple(rows))
    wish, of = ExportWish(split="train=0.5,test=0.5"), SPEC.model_copy(update={"parts": (part,)})
    assert export(store, of, wish, tmp_path).warnings == ()


def test_one_conversation_makes_all_rows_of_a_run_messages(tmp_path: Path) -> None:
    task = {"question": "Capital of Italy?", "answer": "Rome."}
    (path,) = exported(tmp_path, "trl-sft", task).files
    assert lines(path)[0].keys() == {"prompt", "completion"}
    files = exported(tmp_path, "trl-sft", task, SINGLE, split="train=0.5,test=0.5").files
    assert all("messages" in value for path in files for value in lines(path))


def test_conversations_in_parquet_are_chat_messages(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    cited = {**PLAIN, "messages": [{**one, "cites": ["a", 1]} for one in PLAIN["messages"]]}
    (path,) = exported(tmp_path, "parquet", PARALLEL, cited, {"question": "?", "answer": "!"}).files
    first, second, third = sorted(parquet.read_table(path).to_pylist(), key=lambda row: str(row["id"]))
    for one, given in zip(first["messages"], PARALLEL["messages"], strict=True):
        assert {name: value for name, value in one.items() if value is not None} == given
    assert json.loads(first["tools"]) == PARALLEL["tools"]
    assert [one["cites"] for one in second["messages"]] == 5 * ['["a", 1]']
    assert third["messages"] is None and third["tools"] is None


# what stands beside ----------------------------------------------------------------------------------------


def test_llamafactory_finds_every_file_in_dataset_info(store: SqlStore, tmp_path: Path) -> None:
    others = {"identity": {"file_name": "identity.json"}, "bikes-train": {"file_name": "old.json"}}
    (tmp_path / "dataset_info.json").write_text(json.dumps(others), encoding="utf-8")
    wish = ExportWish("llamafactory", split="train=0.7,test=0.3")
    done = export(store, spec(), wish, tmp_path / "bikes.json")
    assert done.beside == (tmp_path / "dataset_info.json",)
    info = json.loads((tmp_path / "dataset_info.json").read_text(encoding="utf-8"))
    assert info.keys() == {"identity", "bikes-train", "bikes-test"} and info["identity"] == others["identity"]
    for name in ("train", "test"):
        described = info[f"bikes-{name}"]
        for row in json.loads((tmp_path / described["file_name"]).read_text(encoding="utf-8")):
            assert row.keys() == set(described["columns"].values())
            assert [turn["from"] for turn in row["conversations"]] == ["human", "gpt"]
    done = exported(tmp_path, "llamafactory", PLAIN, OF_WORDS, OF_CALLS)
    assert {path.name: rows for path, rows in done.files.items()} == {
        "seedbed.json": 1,
        "seedbed-pairs.json": 2,
    }
    info = json.loads((tmp_path / "dataset_info.json").read_text(encoding="utf-8"))
    assert info["seedbed-pairs"]["ranking"] is True and "ranking" not in info["seedbed"]
    assert info["seedbed-pairs"]["file_name"] == "seedbed-pairs.json"


@pytest.mark.parametrize("text", ["{", "[]", "\ud800"])
def test_a_dataset_info_that_is_none_is_not_written_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "dataset_info.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(UserFault, match="can't be added to"):
        exported(tmp_path, "llamafactory", PLAIN)
    assert [one.name for one in tmp_path.iterdir()] == ["dataset_info.json"]


def test_the_card_names_the_files_and_where_the_history_lies(store: SqlStore, tmp_path: Path) -> None:
    done = export(store, spec(), ExportWish("hf"), tmp_path)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    head = yaml.safe_load(front)
    named = [file["path"] for config in head["configs"] for file in config["data_files"]]
    assert {tmp_path / path for path in named} == set(done.files)
    assert [config["config_name"] for config in head["configs"]] == ["messages", "problems", "questions"]
    assert head["size_categories"] == ["n<1K"]
    assert "the run's `provenance.jsonl`" in body and "**booking**" in body and "\x1b" not in text
    assert HOSTILE not in text
    mine = text.replace("license: unknown", "license: mit").replace("\n", "\r\n")  # as saved on Windows
    (tmp_path / "README.md").write_bytes(mine.encode())
    export(store, spec(), ExportWish("hf"), tmp_path)  # our own card is written over, but for its licence
    assert (tmp_path / "README.md").read_text("utf-8") == text.replace("license: unknown", "license: mit")


def test_the_card_has_the_limits_that_rest_on_the_exam(tmp_path: Path) -> None:
    with closing(make_run(tmp_path / "run").open_store(write=True)) as store:
        poor = {"model": "small-1", "skills": {"judging": {"able": False}}}
        store.journal("exam/default/1", "exam", poor)
        export(store, spec(), ExportWish("hf"), tmp_path / "hf")
    assert "small-1 was not shown to judge well" in (tmp_path / "hf" / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    "text", ["# My project\n", "---\ntags:\n- other\n---\n---\ntags:\n- seedbed\n---\n", ""]
)
def test_a_card_of_someone_else_is_not_written_over(store: SqlStore, tmp_path: Path, text: str) -> None:
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    with pytest.raises(UserFault, match="seedbed didn't write"):
        export(store, spec(), ExportWish("hf"), tmp_path)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == text
    assert len(list(tmp_path.iterdir())) == 1
