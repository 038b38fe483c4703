"""Programs in Python as their functions."""

import pytest

from seedbed.tools.knowledge.extraction import documents_in
from seedbed.tools.knowledge.formats.characters import Document, Unreadable
from seedbed.tools.knowledge.formats.programs import functions_in

PROGRAM = """\
import functools

if True:
    def under_if(): pass


@functools.cache
async def cached(n):
    class Inner:
        def method(self): ...
    return n


class Box:
    class Lid:
        def open(self):
            return 1

    @property
    def size(self):
        return self._size

    @size.setter
    def size(self, value):
        self._size = value
"""


def test_each_function_and_method_stands_by_its_name_as_it_is() -> None:
    found = {one.place: one.text for one in functions_in(PROGRAM) if isinstance(one, Document)}
    assert [*found] == ["#under_if", "#cached", "#Box.Lid.open", "#Box.size", "#Box.size:24"]
    assert found["#cached"].startswith("@functools.cache\nasync def cached(n):\n    class Inner:\n")
    assert found["#Box.Lid.open"] == "def open(self):\n    return 1\n"
    assert found["#Box.size:24"].startswith("@size.setter\ndef size(self, value):\n    self._size")


def test_a_method_loses_its_class_s_indent_by_tabs_too() -> None:
    (one,) = functions_in("class A:\n\tdef f(self):\n\t\treturn 1\n")
    assert isinstance(one, Document) and one.text == "def f(self):\n\treturn 1\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("def half(:\n", "can't be parsed as Python (line 1)"),
        ("x = 1\n", "defines no function"),
        ("(" * 100_000, "can't be parsed"),
        ("x = 1\n" * 400_000, "too large"),
        ("a\0b", "can't be parsed"),
    ],
)
def test_what_has_no_functions_says_why(text: str, why: str) -> None:
    (one,) = functions_in(text)
    assert isinstance(one, Unreadable) and why in one.why


@pytest.mark.parametrize("suffix", [".md", ".pdf", ".csv", ".js"])
def test_other_files_are_named_as_not_read(suffix: str) -> None:
    (one,) = documents_in(b"def half(): pass\n", suffix, cut="function")
    assert isinstance(one, Unreadable) and ".py" in one.why
