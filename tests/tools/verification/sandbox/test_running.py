"""Runs: the verdicts, the limits, what a program finds around it."""

import asyncio
import contextlib
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seedbed.tools.verification.sandbox.running import LONGEST, Sandbox

DOUBLE = "def double(x):\n    return 2 * x\n"


@pytest.mark.parametrize(
    ("program", "tests", "state", "detail", "place"),
    [
        (DOUBLE, "assert double(2) == 4", "passed", "", ""),
        ("", "", "passed", "", ""),
        (DOUBLE, "assert double(2) == 5", "failed", "AssertionError at line 1 of the tests", "tests"),
        (
            DOUBLE,
            "\nassert not double(2), 'so'",
            "failed",
            "AssertionError at line 2 of the tests: so",
            "tests",
        ),
        (DOUBLE, "double()", "failed", "TypeError at line 1 of the tests: double() missing", "tests"),
        (DOUBLE, "double(double)", "failed", "TypeError at line 1 of the tests: unsupported", "program"),
        (DOUBLE, "treble(1)", "failed", "NameError at line 1 of the tests: name 'treble'", "tests"),
        (DOUBLE, "raise SystemExit(0)", "failed", "SystemExit at line 1 of the tests: 0", "tests"),
        (DOUBLE, "assert double(", "error", "SyntaxError at line 1 of the tests: ", "tests"),
        ("def double(x) return 2", "", "error", "SyntaxError at line 1 of the program: ", "program"),
        (
            "x = 1\n1 / 0",
            "",
            "error",
            "ZeroDivisionError at line 2 of the program: division by zero",
            "program",
        ),
        ("import numpy", "", "error", "ModuleNotFoundError at line 1 of the program: ", "program"),
        ("while True: pass", "", "time", "more than 1 s", ""),
        (DOUBLE, "while True: pass", "time", "more than 1 s", ""),
        ("x = [0] * 10**9", "", "memory", "MemoryError at line 1 of the program", "program"),
        (DOUBLE, "x = [0] * 10**9", "memory", "MemoryError at line 1 of the tests", "tests"),
        ("import os\nos._exit(7)", "", "died", "it ended without a verdict: exit code 7", ""),
    ],
)
def test_the_verdict(sandbox: Sandbox, program: str, tests: str, state: str, detail: str, place: str) -> None:
    ran = sandbox.run(program, tests, seconds=1.0 if state == "time" else 20.0)
    assert (ran.state, ran.place) == (state, place)
    assert ran.detail.startswith(detail) if detail else ran.detail == ""


@pytest.mark.parametrize(
    ("program", "tests"),
    [
        ("import math, decimal, fractions, itertools, re, json, random, statistics, datetime, heapq", ""),
        ("import ssl, sqlite3, hashlib, zlib, lzma, csv, typing, dataclasses, unittest, zoneinfo", ""),
        (
            "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 1\n",
            "assert asyncio.run(f()) == 1",
        ),
        (
            "from concurrent.futures import ThreadPoolExecutor\ndef f(xs):\n"
            "    with ThreadPoolExecutor(4) as pool:\n        return list(pool.map(abs, xs))\n",
            "assert f(range(-40, 0)) == list(range(40, 0, -1))",
        ),
        (
            "import tempfile, os\ndef f():\n    with tempfile.TemporaryDirectory() as d:\n"
            "        with open(os.path.join(d, 'x'), 'w') as file:\n            file.write('x')\n"
            "        return os.listdir(d)\n",
            "assert f() == ['x']\nopen('here', 'w').close()\nassert os.listdir() == ['here']",
        ),
        (
            "from dataclasses import dataclass\nimport copy, pickle\n@dataclass\nclass P:\n    x: int\n",
            "assert P(1) == copy.copy(P(1)) == pickle.loads(pickle.dumps(P(1)))\nassert P(1) == P(1) != P(2)",
        ),
        ("import enum, abc\nclass C(enum.Enum):\n    A = 1\n", "assert C['A'] == C.A and C(1) is C.A"),
        (
            "def f(): yield from range(3)",
            "import unittest\nunittest.TestCase().assertEqual(list(f()), [0, 1, 2])",
        ),
        ("x = 'ß∑日本'\nprint(x)", "assert len(x) == 4"),
        ("if __name__ == '__main__':\n    raise ValueError", "import solution"),
        ("from __future__ import annotations\ndef f(x: Unknown) -> Unknown: return x", "assert f(1) == 1"),
        ("def f(s): return hash(s)", "assert f('x') == hash('x')"),
    ],
)
def test_what_programs_need_is_there(found: Sandbox, program: str, tests: str) -> None:
    ran = found.run(program, tests, seconds=20.0)
    assert ran.state == "passed", ran


def test_runs_are_alike(found: Sandbox) -> None:
    """The order of a set of strings differs between runs of Python unless its seed is fixed."""
    program = "x = ''.join({'alpha', 'beta', 'gamma', 'delta', 'epsilon'})"
    assert len({found.run(program, "raise ValueError(x)").detail for _ in range(4)}) == 1


def test_the_limits_are_those_asked_for(found: Sandbox) -> None:
    program = "x = bytearray(200 << 20)"
    assert found.run(program, "", megabytes=512).state == "passed"
    assert found.run(program, "", megabytes=128).state == "memory"
    began = time.monotonic()
    assert found.run("import time\ntime.sleep(1)", "", seconds=0.2).state == "time"
    assert time.monotonic() - began < 10
    assert found.run("x" * (LONGEST + 1), "").state == "error"


def test_a_slow_reader_of_long_texts_is_no_trouble(found: Sandbox) -> None:
    """Tests longer than a pipe holds, and a program that reads nothing of them."""
    long = f"x = {'1' * 900_000!r}\n"
    assert found.run(long, f"assert x == {'1' * 900_000!r}").state == "passed"
    assert found.run("import os, time\nos.write(4, b'')\ntime.sleep(9)", long, seconds=0.3).state in (
        "time",
        "error",
    )


def _descendants(pid: int) -> set[int]:
    """The processes below one, and that process, by the parents that /proc names."""
    found, before = {pid}, 0
    while len(found) != before:
        before = len(found)
        for status in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parent = int(status.read_text("utf-8").rpartition(")")[2].split()[1])
                found |= {int(status.parent.name)} if parent in found else set()
    return found


def _asleep(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def test_a_run_ends_with_seedbed(sandbox: Sandbox) -> None:
    """Where seedbed itself is killed, no program goes on."""
    if sandbox.name == "container":
        pytest.skip("the engine runs the container: its own limits end it")
    code = (
        "from seedbed.tools.verification.sandbox.runners import RUNNERS\n"
        "from seedbed.tools.verification.sandbox.sandbox import first_shown\n"
        f"found = first_shown(tuple(pair for pair in RUNNERS if pair[0] == {sandbox.name!r}))\n"
        "print('found', flush=True)\n"
        "found.run('import time\\ntime.sleep(99)', '', seconds=99)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as seedbed:
        assert seedbed.stdout and seedbed.stdout.readline() == b"found\n"
        until = time.monotonic() + 30
        below = _descendants(seedbed.pid)
        while not any(map(_is_inside, below)):
            assert time.monotonic() < until
            below = _descendants(seedbed.pid)
        seedbed.kill()
    while any(map(_asleep, below)):
        assert time.monotonic() < until


def _is_inside(pid: int) -> bool:
    """Whether it is the program's own process, shut off by now: its own limits tell it from its starters."""
    with contextlib.suppress(OSError):
        return "\nSeccomp:\t2\n" in Path(f"/proc/{pid}/status").read_text("utf-8")
    return False


async def test_many_at_once(found: Sandbox) -> None:
    runs = [asyncio.to_thread(found.run, f"x = {n}", f"assert x % 3, {n}", seconds=20.0) for n in range(24)]
    assert [ran.state == "passed" for ran in await asyncio.gather(*runs)] == [bool(n % 3) for n in range(24)]


@pytest.mark.parametrize(
    ("program", "tests", "state"),
    [
        ("class A:\n    def __eq__(self, o): return True\n", "assert A() == 1", "failed"),
        ("class A:\n    def __eq__(self, o): return True\n", "assert 1 == A()", "failed"),
        (
            "class A:\n    x = 1\n    def __eq__(self, o): return self.x == o.x\n",
            "assert A() == A()",
            "passed",
        ),
        (
            "class A:\n    def __eq__(self, o): return o == 1\n",
            "assert A() == 1\nassert not A() == 2",
            "passed",
        ),
        ("x = 1", "from unittest.mock import ANY\nassert x == ANY", "passed"),
    ],
)
def test_a_value_that_equals_everything_is_no_answer(
    found: Sandbox, program: str, tests: str, state: str
) -> None:
    assert found.run(program, tests).state == state
