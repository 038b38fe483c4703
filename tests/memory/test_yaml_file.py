"""YAML without surprises."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.memory.errors import UserFault
from seedbed.memory.files.yaml_file import dump, load, parse, save

PLAIN = ["yes", "no", "null", "~", "1e5", "007", "12:30", "2024-01-01", "# x", "- x", "'", '"', "x: y"]
EXACT = st.integers(1 - 2**53, 2**53 - 1)
WORDS = st.text() | st.sampled_from([*PLAIN, "a\n---\nb"])


@given(st.dictionaries(WORDS, WORDS | st.lists(WORDS) | st.booleans() | st.none() | EXACT))
def test_what_is_written_is_read_back_equal(value: dict[str, object]) -> None:
    assert parse(dump(value, "a head"), "f").value == value


def test_yes_and_dates_are_text() -> None:
    assert parse(
        f"[yes, no, on, 12:30, 2024-01-01, 1_000, !!str 5, true, 3, {'0' * 5000}7, 2.5, ~]", "f"
    ).value == [
        *("yes", "no", "on", "12:30", "2024-01-01", "1_000", "5"),
        *(True, 3, 7, 2.5, None),
    ]


def test_deceiving_characters_are_escaped() -> None:
    hostile = "ok\u202egnp.exe\x1b]0;x\x07\u200b\x9b\u2028\ufeff"
    text = dump({hostile: hostile}, "head")
    assert all(char == "\n" or char.isprintable() for char in text)
    assert parse(text, "f").value == {hostile: hostile}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: b: c", "line 1, column 5"),
        ("a: 1\nb: [1,\n", "line 3, column 1"),
        ("a: 1\na: 2", "line 2, column 1: the key `a` stands twice"),
        ("a: &x [1]\nb: *x", "line 2, column 4: aliases"),
        (
            "a: !!python/object/apply:os.system [echo]",
            "line 1, column 4: tags (`!!python/object/apply:os.sys",
        ),
        ("a: !!bool maybe", "line 1, column 4: tags (`!!bool`) are not read: write the value as it is"),
        ("!!timestamp 2024-99-99", "line 1, column 1: tags"),
        ("a: !!map [1]", "line 1, column 4: tags"),
        ("a: !!str [1]", "line 1, column 4: expected a scalar node"),
        ("? [1]\n: 2", "line 1, column 3: a key must be a word"),
        ("a: 1\n---\nb: 2", "line 2, column 1: a second document begins, and a file holds one — mend"),
        (
            "a: " + "9" * 5000,
            "line 1, column 4: no file of a run can hold the number 999999999999999999999999…: put",
        ),
        (f"a: [2, -{2**53}]", f"line 1, column 8: no file of a run can hold the number -{2**53}: put it in"),
        ("a: -1e999", "the number -1e999"),
        ("[" * 1000, "nested too deeply"),
        ("a: \ud800", "half of a character"),
        ("a: \x00", "control characters are not allowed"),
    ],
)
def test_what_is_no_yaml_is_named_with_its_place(text: str, says: str) -> None:
    with pytest.raises(UserFault, match=r"^f: ") as caught:
        parse(text, "f")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_lines_of_values() -> None:
    loaded = parse("a:\n- x: 1\n- y: 2\n  z: 3\n", "f")
    paths = (("a",), ("a", 0, "x"), ("a", 1, "z"), ("a", 7), ("b",))
    assert [loaded.line(path) for path in paths] == [1, 2, 4, 1, 1]


def test_files(tmp_path: Path) -> None:
    with pytest.raises(UserFault, match=r"gone\.yaml: can't be read: No such file"):
        load(tmp_path / "gone.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9")
    with pytest.raises(UserFault, match="no UTF-8"):
        load(tmp_path / "latin.yaml")
    save("a: 1\n", tmp_path / "new" / "x.yaml")
    assert load(tmp_path / "new" / "x.yaml").value == {"a": 1}
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["x.yaml"]
    with pytest.raises(UserFault, match="can't be written"):
        save("", tmp_path / "latin.yaml" / "x.yaml")


def test_what_a_killed_process_left_of_a_file_goes_with_the_next_one(tmp_path: Path) -> None:
    mine, others = tmp_path / ".[a].jsonl.x1y2z3_4.tmp", tmp_path / ".b.jsonl.x1y2z3_4.tmp"
    mine.touch()
    others.touch()
    save("{}", tmp_path / "[a].jsonl")
    assert not mine.exists() and others.exists()


def test_a_pipe_is_no_place_for_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")  # nor is /dev/null, which a test had better not try
    with pytest.raises(UserFault, match="is a pipe or a device"):
        save("{}", tmp_path / "pipe.jsonl")
    assert (tmp_path / "pipe.jsonl").is_fifo()
