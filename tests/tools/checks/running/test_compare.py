"""Two programs on the same: queries over fills, commands on a tree, programs by what they print."""

from typing import Any

import pytest

from seedbed.memory.errors import ToolFault
from seedbed.tools.checks.running.compare import same_result

SCHEMA = "CREATE TABLE shop (id INTEGER PRIMARY KEY, town TEXT, sales INT);"
DATA = "INSERT INTO shop VALUES (1, 'Ulm', 87), (2, 'Kiel', 90), (3, 'Ulm', 20);"
RICH = "SELECT town FROM shop WHERE sales > 80"
TOWNS = "SELECT town FROM shop ORDER BY sales"
TREE = [{"path": "b/x.log", "content": "error 1\nok\n"}, {"path": "a.log", "content": "error 2\nerror 3\n"}]


def _same(a: str, b: str, kind: Any, given: Any, tests: str = "") -> tuple[bool | None, str]:
    """None: it can't be told."""
    try:
        return same_result(a, b, kind, given, tests, 3)[:2]
    except ToolFault as fault:
        return None, str(fault)


@pytest.mark.parametrize(
    ("a", "b", "same", "why"),
    [
        (RICH, RICH.replace("sales > 80", "NOT sales <= 80"), True, "in any order"),
        (RICH, RICH.replace("80", "86"), False, "other rows"),
        (TOWNS, f"{TOWNS} DESC", False, "other rows"),
        ("SELECT town FROM shop", TOWNS, True, "in any order"),
        (TOWNS, "SELECT s.town t FROM shop s ORDER BY 0 + sales", True, "in order"),
        ("SELECT id FROM shop ORDER BY town", "SELECT id FROM shop ORDER BY town, id DESC", True, "in order"),
        ("SELECT id FROM shop ORDER BY town", "SELECT id FROM shop ORDER BY id", False, "other rows"),
        ("SELECT 12345678.94 FROM shop", "SELECT round(12345678.94, 1) FROM shop", False, "other rows"),
        ("SELECT avg(sales) FROM shop", "SELECT sum(sales) * 1.0 / count(sales) FROM shop", True, ""),
        ("SELECT town FROM shop", "DELETE FROM shop", False, "the second is no query"),
        ("SELECT town FROM shop", "SELECT nope FROM shop", False, "the second doesn't run: no such column"),
        ("SELECT nope FROM shop", "SELECT town FROM shop", None, "the first doesn't run: no such column"),
        ("nonsense", "SELECT 1", None, "the first is no query"),
        ("SELECT 1 FROM shop WHERE 1 = 0", "SELECT 2 FROM shop WHERE 1 = 0", None, "neither gives any row"),
    ],
)  # fmt: skip
def test_queries(python: None, a: str, b: str, same: bool | None, why: str) -> None:
    found, said = _same(a, b, "sql", [SCHEMA, DATA])
    assert found is same and why in said, said


@pytest.mark.parametrize(
    ("a", "b", "same", "why"),
    [
        ("grep -rh error . | wc -l", "cat a.log b/x.log | grep -c error", True, "same output"),
        ("grep -rh error . | wc -l", "ls | wc -l", False, "«3» and «2»"),
        ("find . -type f | sort", "find . -type f | sort -r", False, "other output"),
        ("rm a.log", "mv a.log c.log", False, "other files: c.log"),
        ("rm a.log", "find . -name 'a*' -delete", True, "same output"),
        ("true", ":", None, "neither prints"),
        ("exit 1", "true", None, "the first doesn't run"),
        ("ls", "exit 1", False, "the second doesn't run"),
        ("echo 12.0", "echo 12", False, "other output"),
    ],
)
def test_commands(bash: None, a: str, b: str, same: bool | None, why: str) -> None:
    found, said = _same(a, b, "bash", TREE)
    assert found is same and why in said, said


def test_an_order_that_is_not_fixed_does_not_matter(bash: None) -> None:
    trees = (TREE, list(reversed(TREE)))
    said = [_same("find . -type f", "find . -type f | sort", "bash", tree) for tree in trees]
    assert all(found for found, _ in said)
    assert any("an order that isn't fixed" in why for _, why in said)


@pytest.mark.parametrize(
    ("a", "b", "given", "tests", "same"),
    [
        ("print(12.0)", "print(12)", None, "", True),
        ("print(0.1 + 0.2, 'm')", "print(0.3, 'm')", [], "", True),
        ("print(12)", "print(13)", None, "", False),
        ("print(12586269025)", "print(12586269026)", None, "", False),
        ("print(open('a.log').read())", "print(*open('a.log'), sep='')", TREE, "", True),
        ("def f(): return 1", "def f(): return 2", None, "assert f() == 1", False),
        ("def f(): return 1", "def f(): return 2 - 1", None, "assert f() == 1", True),
        ("def f(): return 1", "def f(): return 2 - 1", None, "", None),
        ("print(1)", "print(1)", [{"path": "../x", "content": ""}], "", None),
    ],
)
def test_programs(python: None, a: str, b: str, given: Any, tests: str, same: bool | None) -> None:
    found, said = _same(a, b, "python", given, tests)
    assert found is same, said


def test_what_cannot_be_run_here_is_not_told(python: None) -> None:
    assert _same("x", "x", "cobol", None)[0] is None
