"""The form of programming tasks: what is refused before anything is run, and when two tasks are one."""

from dataclasses import replace

import pytest

from seedbed.tools.verification.code_shape import shape_faults, solution_faults
from seedbed.tools.verification.code_task import CodeFault, CodeTask, parsed, said_task, signature

GOOD = CodeTask(
    problem="Write `late_fees(days: list[int]) -> int`: 3 pounds for each day above 7, summed; empty: 0.",
    entry_point="late_fees",
    solution=(
        '"""Fees."""\n'
        "import math\n"
        "from collections import Counter\n\n"
        "RATE = 3\n\n\n"
        "def late_fees(days: list[int]) -> int:\n"
        "    return sum(RATE * (day - 7) for day in days if day > 7)"
    ),
    tests="assert late_fees([8, 2]) == 3\nassert late_fees([]) == 0\nassert late_fees([10]) == 9, 'three'",
)


def test_a_task_in_good_form_has_no_fault() -> None:
    assert shape_faults(GOOD) == ()


@pytest.mark.parametrize(
    ("solution", "wrong"),
    [
        ("def late_fees(days:", "line 1 is no Python"),
        ("def late_fees(days):\n\x00    return 0", "control character"),
        ("def fees(days):\n    return 0", "'late_fees' never"),
        ("def late_fees(d):\n    return 0\n\n\ndef late_fees(d):\n    return 1", "more than once"),
        ("def late_fees(d):\n    return 0\n\n\nlate_fees = len", "another meaning"),
        ("from math import floor as late_fees\n\n\ndef late_fees(d):\n    return 0", "another meaning"),
        ("async def late_fees(d):\n    return 0", "async"),
        ("import os\n\n\ndef late_fees(d):\n    return 0", "imports 'os'"),
        ("import random\n\n\ndef late_fees(d):\n    return random.random()", "imports 'random'"),
        ("from . import x\n\n\ndef late_fees(d):\n    return 0", "imports '.'"),
        ("def late_fees(d):\n    import socket\n    return 0", "imports 'socket'"),
        ("def late_fees(d):\n    return eval('0')", "uses 'eval'"),
        ("def late_fees(d):\n    return hash('a')", "uses 'hash'"),
        ("def late_fees(d):\n    return ().__class__.__subclasses__()", "__subclasses__"),
        ("import datetime\n\n\ndef late_fees(d):\n    return datetime.date.today().day", "clock"),
        ("def abs(x):\n    return 0\n\n\ndef late_fees(d):\n    return 0", "built-in name 'abs'"),
        ("SEEN = []\n\n\ndef late_fees(d):\n    global SEEN\n    return 0", "global"),
        ("def late_fees(d):\n    return 0\n\n\nprint(late_fees([]))", "top level, in line 5"),
        ("def late_fees(d):\n    return 0\n\n\nif __name__ == '__main__':\n    pass", "top level"),
        ("def late_fees(d):\n    return " + "-" * 4000 + "1", "no Python"),
        ("def late_fees(d):\n    return " + "not " * 100 + "d", "60 levels"),
        ("def late_fees(d):\n    return '" + "a" * 7000 + "'", "longer than 6000"),
    ],
)
def test_a_solution_in_bad_form_is_refused_with_the_reason(solution: str, wrong: str) -> None:
    faults = shape_faults(replace(GOOD, solution=solution))
    assert any(wrong in fault for fault in faults), faults


@pytest.mark.parametrize("name", ["", "class", "sum", "two words", "__late__", "1st", "ﬁnd", "a.b"])
def test_a_function_needs_a_name_of_its_own(name: str) -> None:
    (fault,) = solution_faults(GOOD.solution, name)
    assert "no name" in fault


@pytest.mark.parametrize(
    ("tests", "wrong"),
    [
        ("assert late_fees([8]) == 3", "1 tests"),
        ("assert True\nassert late_fees([8]) == 3\nassert late_fees([9]) == 6", "doesn't call"),
        ("x = late_fees([8])\nassert late_fees([9]) == 6\nassert late_fees([]) == 0", "no assert"),
        ("assert (late_fees := len) and late_fees([]) == 0\nassert late_fees([]) == 0\n" * 2, "assigns"),
        ("assert late_fees([8]) == 3\n" * 3, "twice"),
        ("assert late_fees([8]) == 3; assert late_fees([9]) == 6\nassert late_fees([]) == 0", "one line"),
        ("assert late_fees([8,\n2]) == 3\nassert late_fees([9]) == 6\nassert late_fees([]) == 0", "one line"),
        ("assert late_fees([8] == 3\nassert late_fees([9]) == 6\nassert late_fees([]) == 0", "no Python"),
        (
            "assert late_fees(eval('[8]')) == 3\nassert late_fees([9]) == 6\nassert late_fees([]) == 0",
            "'eval'",
        ),
        ("assert late_fees([9]) == RATE\nassert late_fees([]) == 0\nassert late_fees([8]) == 3", "'RATE'"),
        ("assert math.isclose(late_fees([9]), 6)\n" * 3, "uses 'math'"),
        ("import math\nassert late_fees([9]) == 6\nassert late_fees([]) == 0", "no assert"),
    ],
)
def test_tests_in_bad_form_are_refused_with_the_reason(tests: str, wrong: str) -> None:
    faults = shape_faults(replace(GOOD, tests=tests.strip()))
    assert any(wrong in fault for fault in faults), faults


def test_tests_may_have_names_of_their_own() -> None:
    listed = "assert [late_fees([n]) for n in (7, 8)] == [0, 3]"
    mapped = "assert all(map(lambda n: late_fees([n]) == 0, (1, 2)))"
    assert shape_faults(replace(GOOD, tests=f"{listed}\n{mapped}\nassert late_fees([]) == 0")) == ()


def test_the_problem_names_the_function() -> None:
    faults = shape_faults(replace(GOOD, problem=GOOD.problem.replace("late_fees", "late_fees_2")))
    assert faults == ("the problem doesn't name the function 'late_fees'",)
    assert shape_faults(replace(GOOD, problem="Do late_fees.")) != ()


@pytest.mark.parametrize(
    "program", ["a" + ".a" * 3000, "(" * 3000, "1" + "+1" * 2900, "f" + "()" * 2900, "\ud800"]
)
def test_what_no_parser_should_be_given_ends_in_a_fault(program: str) -> None:
    with pytest.raises(CodeFault):
        parsed(program)


# as rows, and as the same task ---------------------------------------------------------------------------


def test_an_answer_becomes_a_row_without_another_change_than_of_space_around_it() -> None:
    said = {
        "problem": "\nDo `f`.\r\nThen stop. ",
        "entry_point": "f",
        "solution": "\ndef f(x):\r\n\treturn x\n\n",
        "tests": [" assert f(1) == 1 ", "assert f(2) == 2\nassert f(3) == 3", ""],
    }
    task = said_task(said)
    assert task is not None
    assert task.row() == {
        "problem": "Do `f`.\nThen stop.",
        "entry_point": "f",
        "solution": "def f(x):\n\treturn x",
        "tests": "assert f(1) == 1\nassert f(2) == 2\nassert f(3) == 3",
    }
    for broken in (
        {},
        {**said, "tests": "assert f(1) == 1"},
        {**said, "solution": None},
        {**said, "tests": [1]},
    ):
        assert said_task(broken) is None


def test_the_same_solution_in_other_words_has_the_same_signature() -> None:
    other = (
        "from collections import Counter\n\nCOST: int = 3\n\n\n"
        "def fines(late):  # in pounds\n    'What it costs.'\n"
        "    return sum(COST * (one - 7) for one in late if one > 7)"
    )
    mine = replace(GOOD, solution=GOOD.solution.replace("import math\n", ""))
    assert signature(mine) == signature(
        replace(GOOD, solution=other, entry_point="fines", tests="", problem="")
    )


@pytest.mark.parametrize(
    ("old", "new"), [("> 7", ">= 7"), ("day - 7", "day - 6"), ("sum(", "max("), ("= 3", "= 4")]
)
def test_another_solution_has_another_signature(old: str, new: str) -> None:
    assert old in GOOD.solution
    assert signature(GOOD) != signature(replace(GOOD, solution=GOOD.solution.replace(old, new, 1)))
