"""Runs and calls: the verdicts, the limits, what a program finds around it."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seedbed.tools.verification.sandbox.running import LONGEST, Sandbox
from tests.tools.verification.sandbox.conftest import processes_of

DOUBLE = "def double(x):\n    return 2 * x\n"


@pytest.mark.parametrize(
    ("program", "tests", "state", "detail", "place"),
    [
        (DOUBLE, "assert double(2) == 4", "passed", "", ""),
        (DOUBLE, "\nassert 0, 'so'", "failed", "AssertionError at line 2 of the tests: so", "tests"),
        (DOUBLE, "double(double)", "failed", "TypeError at line 1 of the tests: unsupported", "program"),
        (DOUBLE, "raise SystemExit(0)", "failed", "SystemExit at line 1 of the tests: 0", "tests"),
        (DOUBLE + "import sys\nsys.exit(0)", "assert double(2) == 4", "passed", "", ""),
        (DOUBLE + "quit()", "assert double(2) == 5", "failed", "AssertionError at line 1 of the", "tests"),
        (DOUBLE + "exit(1)", "", "error", "SystemExit at line 3 of the program: 1", "program"),
        (DOUBLE, "assert double(", "error", "SyntaxError at line 1 of the tests: ", "tests"),
        ("def double(x) return 2", "", "error", "SyntaxError at line 1 of the program: ", "program"),
        ("x = 1\n1 / 0", "", "error", "ZeroDivisionError at line 2 of the program: division", "program"),
        ("import numpy", "", "error", "ModuleNotFoundError at line 1 of the program: ", "program"),
        (DOUBLE, "while True: pass", "time", "more than 0.5 s", ""),
        (DOUBLE, "x = [0] * 10**9", "memory", "MemoryError at line 1 of the tests", "tests"),
        ("import os\nos._exit(7)", "", "died", "it ended without a verdict: exit code 7", ""),
    ],
)
def test_the_verdict(found: Sandbox, program: str, tests: str, state: str, detail: str, place: str) -> None:
    ran = found.run(program, tests, seconds=0.5 if state == "time" else 20.0)
    assert (ran.state, ran.place) == (state, place)
    assert ran.detail.startswith(detail) if detail else ran.detail == ""


NEEDS = """
from __future__ import annotations
import asyncio, copy, dataclasses, enum, os, pickle, sqlite3, ssl, tempfile, zlib, zoneinfo
from concurrent.futures import ThreadPoolExecutor
@dataclasses.dataclass
class P:
    x: Unknown = 1
class C(enum.Enum):
    A = 1
async def f():
    await asyncio.sleep(0)
    return "ß∑日本"
if __name__ == "__main__":
    raise ValueError
print("ß∑日本")
"""
TESTS = """
import solution, unittest
assert len(asyncio.run(solution.f())) == 4
with ThreadPoolExecutor(4) as pool:
    assert list(pool.map(abs, range(-40, 0))) == list(range(40, 0, -1))
with tempfile.TemporaryDirectory() as folder:
    open(os.path.join(folder, "x"), "w").close()
assert os.listdir() == []
assert P() == copy.copy(P()) == pickle.loads(pickle.dumps(P())) != P(2) and C["A"] is C(1)
unittest.TestCase().assertEqual(list(sqlite3.connect(":memory:").execute("SELECT 1")), [(1,)])
raise ValueError("".join({"alpha", "beta", "gamma", "delta", "epsilon"}))
"""


def test_what_programs_need_is_there_and_runs_are_alike(found: Sandbox) -> None:
    """The order of a set of strings differs between runs of Python unless its seed is fixed."""
    details = {found.run(NEEDS, TESTS, seconds=20.0).detail for _ in range(3)}
    assert len(details) == 1 and "ValueError at line 11 of the tests" in details.pop()


def test_the_limits_are_those_asked_for(found: Sandbox) -> None:
    assert found.run("x = bytearray(200 << 20)", "").state == "passed"
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


def test_a_run_ends_with_seedbed(sandbox: Sandbox, tmp_path: Path) -> None:
    """Where seedbed itself is killed, no program goes on."""
    mark = f"mark-{os.getpid()}"
    code = (
        f"'{mark}'\nfrom seedbed.tools.verification.sandbox import running\n"
        "from seedbed.tools.verification.sandbox.runners import RUNNERS\n"
        "from seedbed.tools.verification.sandbox.sandbox import first_shown\n"
        f"found = first_shown({{{sandbox.name!r}: RUNNERS[{sandbox.name!r}]}})\n"
        f"running.INSIDE += '# {mark}'\n"
        "found.run('import time\\ntime.sleep(99)', '', seconds=99)\n"
    )
    until = time.monotonic() + 30
    mine = {**os.environ, "TMPDIR": str(tmp_path)}  # its folder is left
    with subprocess.Popen([sys.executable, "-c", code], env=mine) as seedbed:
        while not any(map(_is_inside, processes_of(mark))):
            assert time.monotonic() < until
        seedbed.kill()
    while processes_of(mark):
        assert time.monotonic() < until


def _is_inside(process: str) -> bool:
    """Whether it is the program's own process, shut off by now: its own limits tell it from its starters."""
    with contextlib.suppress(OSError):
        return "\nSeccomp:\t2\n" in Path(f"/proc/{process}/status").read_text("utf-8")
    return False


@pytest.mark.parametrize(
    ("equal", "tests", "state"),
    [
        ("True", "assert 1 == A()", "failed"),
        ("self.x == o.x", "assert A() == A()", "passed"),
        ("o == 1", "assert A() == 1\nassert not A() == 2", "passed"),
        ("NotImplemented", "from unittest.mock import ANY\nassert A() == ANY", "passed"),
    ],
)
def test_a_value_that_equals_everything_is_no_answer(
    found: Sandbox, equal: str, tests: str, state: str
) -> None:
    program = f"class A:\n    x = 1\n    def __eq__(self, o): return {equal}\n"
    assert found.run(program, tests).state == state


# calls ---------------------------------------------------------------------------------------------------

PROGRAM = """
import os
def add(a, b=2): return {"sum": a + b, "pair": (a, b)}
def long(n): return "\\U0001F600" * n
def mixed(): return {1, 2}
def nan(): return float("nan")
def loop():
    x = []
    x.append(x)
    return x
def digits(): return 10 ** 5000
def refuse(): raise ValueError("no such city")
def leave(): raise SystemExit(0)
def hang():
    while True: pass
def much(): return [0] * 10 ** 9
def die(): os._exit(0)
class Odd(dict):
    def items(self): raise KeyError("odd")
def odd(): return Odd(a=1)
number = 3
def flood():
    for descriptor in range(3, 48):
        try: os.write(descriptor, b"x" * 1_000_000)
        except OSError: pass
def halves(): return [True, {"a" + chr(0xD800): chr(0xDFFF) + "\\U0001F600"}]
def deep():
    x = []
    for _ in range(DEPTH): x = [x]
    return x
""".replace("DEPTH", "700" if sys.version_info < (3, 12) else "985")  # comprehensions are inlined since 3.12


def test_a_call_gives_a_value_in_every_way_of_running(sandbox: Sandbox) -> None:
    ran = sandbox.call(PROGRAM, "add", {"a": 1.5}, 100, seconds=20.0)
    assert (ran.state, ran.value) == ("passed", {"sum": 3.5, "pair": [1.5, 2]})
    assert ran.layers == sandbox.layers


@pytest.mark.parametrize(
    ("name", "state", "detail"),
    [
        ("mixed", "error", "the answer is no JSON: TypeError: Object of type set"),
        ("nan", "error", "the answer is no JSON: ValueError: Out of range"),
        ("loop", "error", "the answer is no JSON: ValueError: Circular"),
        ("deep", "error", "the answer is nested too deep"),
        ("digits", "error", "the answer is no JSON: ValueError: Exceeds"),
        ("odd", "error", "the answer is no JSON: KeyError at line"),
        ("add", "failed", "TypeError: add() missing 1 required"),
        ("refuse", "failed", "ValueError at line 12 of the program: no such city"),
        ("leave", "failed", "SystemExit at line 13 of the program: 0"),
        ("hang", "time", "more than 0.5 s"),
        ("much", "memory", "MemoryError at line 16 of the program"),
        ("die", "died", "it ended without a verdict: exit code 0"),
        ("flood", "died", ""),
        ("number", "error", "there is no function number"),
        ("absent", "error", "there is no function absent"),
    ],
)
def test_a_call_without_a_value_says_why(found: Sandbox, name: str, state: str, detail: str) -> None:
    ran = found.call(PROGRAM, name, {}, 2_000, seconds=0.5 if state == "time" else 20.0)
    assert (ran.state, ran.value) == (state, None)
    assert ran.detail.startswith(detail)


def test_an_answer_is_as_long_as_was_asked_for(found: Sandbox) -> None:
    ran = found.call(PROGRAM, "long", {"n": 19_998}, 20_000, seconds=20.0)
    assert ran.value == "\U0001f600" * 19_998
    ran = found.call(PROGRAM, "long", {"n": 19_999}, 20_000, seconds=20.0)
    assert (ran.state, ran.detail) == ("error", "an answer of 20,001 characters; 20,000 are taken")
    assert found.call(PROGRAM, "long", {"n": 10_000_000}, 20_000, seconds=20.0).state == "error"


def test_half_a_character_in_an_answer_is_a_question_mark(found: Sandbox) -> None:
    assert found.call(PROGRAM, "halves", {}, 100, seconds=20.0).value == [True, {"a?": "?\U0001f600"}]


def test_what_a_call_gives_without_a_value_is_no_answer(found: Sandbox) -> None:
    """A program that answers in its own name on the channel, and forgets the value."""
    program = (
        "import os, json, sys\n"
        "def forged():\n"
        "    nonce = sys._getframe(2).f_locals['asked']['nonce']\n"
        "    line = json.dumps({'said': 'verdict', 'state': 'passed', 'nonce': nonce}).encode() + b'\\n'\n"
        "    os.write(sys._getframe(2).f_locals['outward'], line)\n"
    )
    ran = found.call(program, "forged", {}, 100, seconds=20.0)
    assert (ran.state, ran.detail) == ("died", "what came on the channel of the verdict has no value")
