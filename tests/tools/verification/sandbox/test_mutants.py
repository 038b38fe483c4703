"""Mutants: which changes are made, that they are distinct and always the same; what tests are worth."""

import ast
from pathlib import Path

import pytest

from seedbed.tools.verification.mutation.mutants import mutants
from seedbed.tools.verification.mutation.strength import Strength, strength
from seedbed.tools.verification.sandbox.check import check_program
from seedbed.tools.verification.sandbox.running import Sandbox

PROGRAM = '''"""Docs."""
import math

def best(xs: list[int], *, least: int = 0) -> int:
    """The greatest even one, and 1 more."""
    found = least
    for i in range(len(xs)):
        if xs[i] > found and not xs[i] % 2:
            found = max(found, xs[i])
    if found < 0:
        raise ValueError("none of them")
    return found + 1
'''
TESTS = "assert best([1, 2, 4]) == 5\nassert best([]) == 1\nassert best([9, 3]) == 1"


def _one(program: str) -> set[str]:
    return {variant.strip() for variant in mutants(program, 1000)}


@pytest.mark.parametrize(
    ("program", "wanted"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a in b", {"a not in b"}),
        ("a + b", {"a - b"}),
        ("a += b", {"a -= b", "pass"}),
        ("a % b", {"a // b"}),
        ("a and b", {"a or b"}),
        ("x = not a", {"x = a"}),
        ("x = -a", {"x = a"}),
        ("x = 3", {"x = 4", "x = 2"}),
        ("x = True", {"x = False"}),
        ("x = 'a'", {"x = ''"}),
        ("x = ''", {"x = 'mutant'"}),
        ("x = a[b:c]", {"x = a[b + 1:c]", "x = a[b:c - 1]"}),
        ("x = a[:]", {"x = a[1:]", "x = a[:-1]"}),
        ("x = range(n)", {"x = range(n + 1)", "x = range(n - 1)"}),
        ("x = any(a)", {"x = all(a)"}),
        ("x = a if b else c", {"x = a if not b else c"}),
        ("x = [a for a in b if a]", {"x = [a for a in b if not a]"}),
        ("def f():\n    return x", {"def f():\n    return None"}),
        ("while a:\n    break", {"while not a:\n    break", "while a:\n    pass", "while a:\n    continue"}),
        ("f(a)", {"pass"}),
        ("raise ValueError('x')", {"pass"}),
        ("x = 'a' + b", {"x = '' + b"}),
    ],
)
def test_the_changes(program: str, wanted: set[str]) -> None:
    assert wanted <= _one(program)
    if not program.startswith(("a ", "f(")):
        assert len(_one(program)) == len(wanted)


@pytest.mark.parametrize(
    "program",
    [
        "",
        "'docs'",
        "import os",
        "x: int",
        "def f(a: 3):\n    pass",
        "if __name__ == '__main__':\n    x = 1 + 2",
    ],
)
def test_what_no_test_could_see_is_left_alone(program: str) -> None:
    assert mutants(program, 10) == ()


@pytest.mark.parametrize(
    "program",
    ["def f(:", "\0", "(" * 9999, "-" * 90_000 + "1", "x" * 200_000, "\ud800", "x = " + "1+" * 40_000 + "1"],
)
def test_what_cannot_be_read_has_none(program: str) -> None:
    assert mutants(program, 10) == ()


def test_they_are_distinct_programs_and_always_the_same() -> None:
    every = mutants(PROGRAM, 1000)
    assert len(every) == len({ast.dump(ast.parse(variant)) for variant in every}) > 20
    assert ast.dump(ast.parse(PROGRAM)) not in {ast.dump(ast.parse(variant)) for variant in every}
    assert mutants(PROGRAM, 1000) == every and mutants(PROGRAM, 7) == every[:7]
    assert mutants(PROGRAM + "\n", 1000) != every  # drawn by the text itself


def test_few_are_of_many_kinds() -> None:
    few = mutants(PROGRAM, 8)
    lines = [
        next(line for line in one.splitlines() if line not in ast.unparse(ast.parse(PROGRAM))) for one in few
    ]
    assert len(set(lines)) == 8


def test_making_them_executes_nothing(tmp_path: Path) -> None:
    canary = tmp_path / "made"
    program = f"open({str(canary)!r}, 'w')\nx = 1 + 2\n"
    assert mutants(program, 20) and not canary.exists()


def test_tests_that_look_notice_more_than_tests_that_do_not(found: Sandbox) -> None:
    good = strength(found, PROGRAM, TESTS)
    worse = strength(found, PROGRAM, "assert best([1, 2, 4]) > 0")
    none = strength(found, PROGRAM, "pass")
    assert good.total == worse.total == none.total == 12
    assert good.killed > worse.killed > none.killed == 0 and good.asserted > 0
    assert strength(found, "", "pass") == Strength(0, 0, 0) and Strength(0, 0).share == 0


def test_a_mutant_that_runs_on_is_noticed(found: Sandbox) -> None:
    program = "def f(n):\n    while n:\n        n -= 1\n    return n\n"
    assert strength(found, program, "assert f(3) == 0", most=3, seconds=0.5).killed >= 1


@pytest.mark.parametrize(
    ("program", "tests", "ok", "reason"),
    [
        (PROGRAM, TESTS, True, ""),
        (PROGRAM, "assert best([2]) == 2", False, "failed: AssertionError at line 1 of the tests"),
        (PROGRAM, "best([2])", False, "the tests assert nothing"),
        (
            PROGRAM,
            "def test_best():\n    assert best([2]) == 3",
            False,
            "the tests let all 12 faulty variants",
        ),
        ("x: int", "pass", False, "the program has nothing that could be changed"),
        ("import os\nos._exit(0)", "", False, "died: it ended without a verdict: exit code 0"),
    ],
)
def test_the_verdict_about_a_row(found: Sandbox, program: str, tests: str, ok: bool, reason: str) -> None:
    held, score, why, evidence = check_program(program, tests)
    assert (held, why.startswith(reason)) == (ok, True)
    assert (0 < score <= 1) if ok else (0 <= score < 0.5)
    assert (
        evidence["kind"] == "execution" and evidence["ok"] is ok and evidence["by"] == f"sandbox {found.name}"
    )
    assert (evidence["program"], evidence["tests"]) == (program, tests)
    assert evidence["outcome"] in ("passed", "failed", "died")
