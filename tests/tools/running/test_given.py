"""What a run is given as files: every form that is taken, every trick that isn't."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.knowledge.formats.characters import Document
from seedbed.tools.knowledge.formats.rows import read_rows
from seedbed.tools.running.given import LONGEST_PATH, MOST_CHARACTERS, GivenFault, laid_out, script


def _file(path: Any, content: Any = "x") -> dict[str, Any]:
    return {"path": path, "content": content}


(_READ,) = read_rows('a,b\n1,"x, |  y"\n\n,2\n', ".csv")
assert isinstance(_READ, Document)
TABLE = _READ.text
"""What is read of a table in CSV, which is what passages of it hold."""


@pytest.mark.parametrize(
    ("files", "laid"),
    [
        (None, {}),
        ((), {}),
        (_file("a"), {"a": "x"}),
        ([_file("a"), _file("d/b c.txt", "")], {"a": "x", "d/b c.txt": ""}),
        ([[_file("a")], None, (_file("b"),)], {"a": "x", "b": "x"}),
        ({"a": "1", "b/c": "2"}, {"a": "1", "b/c": "2"}),
        (_file("./a"), {"a": "x"}),
        (_file("..a"), {"..a": "x"}),
        (_file("a..b/.hidden"), {"a..b/.hidden": "x"}),
        (_file("-rf"), {"-rf": "x"}),
        (_file("größe ∑.txt", "é"), {"größe ∑.txt": "é"}),
        ({"source": "a/b.md", "start": 3, "end": 9, "quote": "| x |"}, {"a/b.md": "| x |"}),
        ({"source": "t.csv", "start": 0, "end": 9, "quote": TABLE}, {"t.csv": 'a,b\n1,"x, | y"\n,2\n'}),
        (
            {"source": "t.csv", "start": 0, "end": 9, "quote": "| a |\n| --- |\n| --- |\n| 1 |\n"},
            {"t.csv": "a\n---\n1\n"},
        ),
    ],
)
def test_forms(files: Any, laid: dict[str, str]) -> None:
    assert laid_out(files) == laid


PATHS = [
    "../x", "a/../../x", "/etc/passwd", "~/x", "~root/x", "", ".", "..", "./", "a/", "a//b", "a/./b", "././a",
    "a\0b", "a\nb", "\x1b[2J", "a/..", 5, None, ["a"], "x" * (LONGEST_PATH + 1), "é" * 60,
    "/".join("abcdefghij"), "\ud800",
]  # fmt: skip
"""Paths that lead elsewhere, or are none."""


@pytest.mark.parametrize(
    "files",
    [
        *([_file(path)] for path in PATHS),
        *("text", 5, [5]),
        *([_file("a"), _file(again)] for again in ("a", "./a", "a/b")),
        *([_file("a", content)] for content in (None, "\0", "\ud800", "x" * (MOST_CHARACTERS + 1))),
        [_file(str(number)) for number in range(101)],
        [[[[[_file("a")]]]]],
    ],
)
def test_files_that_cannot_be_laid_out(files: Any) -> None:
    with pytest.raises(GivenFault):
        laid_out(files)


def test_scripts() -> None:
    assert script("a") == "a"
    assert script(["a", None, "b -- c"]) == "a\n;\nb -- c"
    assert script([_file("x.sql", "a"), "b"]) == "a\n;\nb"
    bad: object
    for bad in (None, "", " \n", [], "a\0", "\ud800", "x" * (MOST_CHARACTERS + 1), 5):
        with pytest.raises(GivenFault):
            script(bad)


@given(st.text(alphabet="a./~\\ -\0\n", max_size=12))
def test_no_path_leads_out(path: str) -> None:
    try:
        laid = laid_out([_file(path)])
    except GivenFault:
        return
    (name,) = laid
    assert not name.startswith(("/", "~")) and not {"..", ".", ""} & set(name.split("/"))
