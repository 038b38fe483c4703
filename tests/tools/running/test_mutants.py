"""Variants of programs and queries; queries as they are read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.tools.running.mutants import variants
from seedbed.tools.running.queries import emptied, is_ordered, parsed

RUST = "fn f(a: i32) -> bool { a < 3 && a != 1 } // 1 < 2 && 3\n"
QUERY = (
    "SELECT a, SUM(b) FROM t LEFT JOIN u ON t.i = u.i WHERE b > 5 AND c = 'x' GROUP BY a HAVING COUNT(*) > 1"
)


def test_tokens_are_changed_and_comments_are_not() -> None:
    found = variants("rust", RUST)
    assert len(found) == len(set(found)) >= 4 and RUST not in found
    assert all(one.endswith("// 1 < 2 && 3\n") for one in found)
    assert any("a <= 3" in one for one in found) and any("||" in one for one in found)


def test_a_command_loses_options_and_stages() -> None:
    line = "grep -rn 'a | b' . | sort -u | head -3"
    found = variants("bash", line)
    assert "grep -rn 'a | b' . | sort -u " in found and " sort -u | head -3" in found
    assert any("grep  'a | b'" in one for one in found) and ":" in found
    assert variants("bash", line) == found and len(variants("bash", line, 2)) == 2


@pytest.mark.parametrize(
    ("kind", "program", "wanted"),
    [
        ("python", "x = a < 3 and not b", {"x = a <= 3 and not b", "x = a < 3 or not b"}),
        ("python", "if a in b: x = min(c)", {"if not a in b: x = min(c)", "if a in b: x = max(c)"}),
        ("python", "return a - 1", {"return None and a - 1", "return a + 1", "return a - 2"}),
        ("python", "x = 'a < 3'  # 1 and 2", set()),
        ("python", "def f(a, *b):\n    return", set()),
        ("rust", "if a == 1.5 { b += v4 }", {"if a != 1.5 { b += v4 }", "if a == 1.5 { b -= v4 }"}),
        ("sql", "SELECT a FROM t WHERE b>5", {"SELECT a FROM t WHERE b>=5", "SELECT a FROM t WHERE b>6"}),
        ("sqlite", "SELECT SUM(a) FROM t", {"SELECT avg(a) FROM t"}),
        ("sqlite", "SELECT a FROM t ORDER BY a DESC", {"SELECT a FROM t ORDER BY a "}),
        ("sqlite", "SELECT a FROM t WHERE b", {"SELECT a FROM t where 1 = 1 or b"}),
    ],
)
def test_what_is_changed(kind: str, program: str, wanted: set[str]) -> None:
    found = set(variants(kind, program))
    assert wanted <= found and bool(wanted) == bool(found) and program not in found


def test_few_are_of_many_kinds() -> None:
    found = variants("python", "if a < b + 1 and b < c + 2 and c < d:\n    return a", 6)
    assert len(found) == 6 and sum("<=" in one for one in found) == 1


def test_what_cannot_be_changed() -> None:
    assert variants("nosuch", "1 + 1") == variants("rust", "x" * 30_000) == variants("python", "") == ()


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["bash", "rust", "javascript", "sqlite", "python"]))
def test_any_text_has_variants_or_none(text: str, kind: str) -> None:
    assert text not in variants(kind, text, 5)


def test_queries_as_they_are_read() -> None:
    assert is_ordered("select 1 union select 2 order by 1") and is_ordered(
        "with a as (select 1) select * from a order by 1;"
    )
    assert not is_ordered("select * from (select 1 order by 1)")
    assert parsed(emptied(QUERY)).sql()
