"""The audit of files and of runs at rest. Whole runs are audited in `tests/e2e/audits/test_audit.py`."""

from pathlib import Path

import pytest

from seedbed.memory.exact.canonical import canonical
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.protocol import Commit
from seedbed.tools.evaluation.audit.files import _by_id, _in_order
from seedbed.tools.evaluation.audit.run import audit
from tests.runs import make_run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_run(tmp_path_factory.mktemp("audit") / "run")


def test_lines_end_where_a_file_says_so_and_nowhere_else(tmp_path: Path) -> None:
    """U+2028, U+0085 and the like stand in canonical JSON as they are, and end no line of it."""
    row = {"id": "a" * 16, "text": "one\u2028two\u0085three\u2029four\x0bfive"}
    path = tmp_path / "dataset.jsonl"
    path.write_bytes(canonical(row) + b"\n")
    assert list(_by_id(path, [canonical(row).decode() + "\n"])) == []
    assert list(_in_order(path, [canonical(row).decode() + "\n"])) == []


@pytest.mark.parametrize("line", [b"{", b"[]", b"7", b'{"id": 7}', b"\xff\xfe", b"{" * 100_000])
def test_a_line_that_is_no_row_is_named_by_its_number(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "dataset.jsonl"
    path.write_bytes(line + b"\n")
    assert list(_by_id(path, [])) == [("dataset.jsonl", "line 1 is not a row")]


def test_lines_out_of_their_order_are_no_fault_and_each_that_lacks_or_comes_twice_is_named(
    tmp_path: Path,
) -> None:
    rows = [{"id": letter, "n": number} for number, letter in enumerate("abcdef")]
    path = tmp_path / "dataset.jsonl"

    def said(*lines: object) -> list[tuple[str, str]]:
        path.write_bytes(b"".join(canonical(line) + b"\n" for line in lines))
        return list(_by_id(path, (canonical(row).decode() + "\n" for row in rows)))

    assert said(*rows[3:], *rows[:3]) == said(*reversed(rows)) == []
    assert said(*rows[:2], rows[1], *rows[3:]) == [
        ("b", "stands twice in dataset.jsonl"),
        ("c", "is missing in dataset.jsonl"),
    ]
    assert said({"id": "zz"}, *rows[:4]) == [
        ("e", "is missing in dataset.jsonl"),
        ("f", "is missing in dataset.jsonl"),
        ("zz", "stands in dataset.jsonl and was never accepted"),
    ]
    assert said(rows[5], rows[0] | {"n": 7}, *rows[1:5]) == [
        ("a", "differs in dataset.jsonl from the store: n")
    ]


def test_a_run_made_by_hand_says_what_it_lacks(folder: RunFolder) -> None:
    found = audit(folder, lambda *_: {})
    assert not found.ok and found.rows == 9
    assert any("hashes of its tables" in what for _, what in found.problems)
    assert sum(what == "could not be made again" for _, what in found.problems) == 9


def test_a_concept_that_was_added_and_split_later_is_known_with_the_rows_that_it_kept(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    store = folder.open_store(write=True)
    seats = [seat for seat, state, _ in store.seats() if state == "open"]
    moved = [seats[0].model_copy(update={"cell": seats[0].cell.model_copy(update={"leaf": leaf})})
             for leaf in ("chains", "nowhere")]  # fmt: skip
    for number, (leaf, below) in enumerate((("all.tours", ("chains", "bells")), ("chains", ("c1", "c2")))):
        concepts = [{"id": id, "name": id, "parents": [leaf]} for id in below]
        split = {"kind": "expand", "part": seats[0].cell.part, "leaf": leaf, "concepts": concepts}
        value = {"answered": [split], "order": number}
        entry = (f"steered/{number:012d}/{number:06d}", "steered", value)
        store.commit(Commit(entry=entry, seats=moved[:1]))
    store.close()

    def unknown() -> list[str]:
        return [where for where, what in audit(folder, lambda *_: {}).problems if "doesn't know" in what]

    assert unknown() == []
    store = folder.open_store(write=True)
    entry = ("steered/000000000009/000009", "steered", {"answered": []})
    store.commit(Commit(entry=entry, seats=moved[1:]))
    store.close()
    assert unknown() == [f"seat {seats[0].number}"]
