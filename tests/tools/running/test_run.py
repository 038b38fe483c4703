"""Programs run as a recipe's step runs them: results, tests, second runs, hostile ones."""

import asyncio
import json
import os
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import ToolFault
from seedbed.tools.running.run import run, run_once, with_calls

TREE = [{"path": "a b.txt", "content": "x\ny\n"}, {"path": "d/c.txt", "content": "z\n"}]


def run_now(
    kind: str, program: str, files: Any = None, tests: str = "", timeout: float = 5
) -> dict[str, Any]:
    """What comes of a program, run twice."""
    return asyncio.run(run(kind, program, files=files, tests=tests, timeout=timeout))


def _files(result: dict[str, Any]) -> dict[str, str]:
    return {one["path"]: one["content"] for one in result["files"]}


def test_a_command_on_files(bash: None) -> None:
    line = "sed -i s/x/q/ 'a b.txt'; rm -r d; mkdir -p n/m; ln -s 'a b.txt' l; cat 'a b.txt'; date +e%N >&2"
    result = asyncio.run(run("bash", line, files=TREE, timeout=5, seed=3))
    assert result["ok"] and result["said"] == "" and result["code"] == 0 and result["rows"] == []
    assert result["stdout"] == "q\ny\n" and result["stderr"][0] == "e", "complaints may differ"
    assert _files(result) == {"a b.txt": "q\ny\n", "l": "(a link to a b.txt)", "n/m/": ""}
    assert result["asked"]["program"] == line and result["asked"]["files"] == TREE
    assert json.loads(json.dumps(result)) == result


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        (
            "assert out == '3\\n' and code == 0 and err == ''\n"
            "assert files['a b.txt'] == 'x\\ny\\n'\ndef test_it():\n    assert int(out) == 3",
            "",
        ),
        ("assert out == '4\\n'", "the tests fail: failed: AssertionError at line 1 of the tests"),
        ("def test_it():\n    assert int(out) == 4", "AssertionError at line 2 of the tests"),
        ("import subprocess\nsubprocess.run(['ls'])", "PermissionError"),
        ("assert out ==", "SyntaxError"),
        ("while True: pass", "more than 0.5 s"),
    ],
)
def test_tests_of_a_command(bash: None, tests: str, said: str) -> None:
    seconds = 0.5 if "pass" in tests else 5.0
    result = run_once("bash", "cat 'a b.txt' d/c.txt | wc -l", TREE, tests, seconds, 0)
    assert result["ok"] is (not said) and said in result["said"]
    assert result["stage"] in (("",) if not said else ("tests", "run"))


def test_a_python_program(python: None) -> None:
    program = "from pathlib import Path\nprint(Path('d/c.txt').read_text())\nPath('new').write_text('é')\n"
    program += "def double(x):\n    return 2 * x\nif __name__ == '__main__':\n    print('main')\n"
    tests = "from solution import double as d\ndef test_double():\n    assert d(2) == 4"
    result = run_now("python", program, TREE, tests)
    assert result["ok"] and result["stdout"] == "z\n\nmain\n"
    assert _files(result)["new"] == "é"
    failing = run_now("python", program, TREE, tests.replace("4", "5"))
    assert not failing["ok"] and failing["stage"] == "tests" and failing["stdout"] == "z\n\nmain\n"


def test_a_python_program_has_the_packages_that_are_installed(python: None) -> None:
    table = {
        "source": "t.csv",
        "start": 0,
        "end": 40,
        "quote": "| k | n |\n| --- | --- |\n| a | 1 |\n| a | 2 |\n",
    }
    program = "import pandas as pd\nprint(pd.read_csv('t.csv').groupby('k').n.sum()['a'])"
    inside = "import os\nassert open('t.csv').read() and 'HOME' in os.environ"  # tests find them too
    result = run_once("python", program, table, inside, 20, 0)
    assert (result["ok"], result["stdout"]) == (True, "3\n"), result["said"]


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("1 / 0", "it ended with 1: Traceback"),
        ("import sys\nsys.exit(3)", "it ended with 3"),
        ("print(", "SyntaxError"),
        ("print('x' * 70000)", "printed more than"),
        ("import sys\nsys.stdout.buffer.write(b'\\xff')", "isn't text"),
        ("print('\\0')", "NUL"),
        ("import socket\nsocket.create_connection(('127.0.0.1', 1))", "Operation not permitted"),
        ("while True: pass", "took too long"),
        ("import random\nprint(random.random())", "a second run in a new folder gave something else"),
        ("a\0b", "NUL"),
        ("\ud800", "half a character"),
        ("#" * 200_000, "more than"),
    ],
)
def test_python_programs_that_are_not_right(python: None, program: str, said: str) -> None:
    result = run_now("python", program, timeout=0.6 if "pass" in program else 5)
    assert not result["ok"] and said in result["said"] and "\n" not in result["said"], result
    json.dumps(result).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("exit 3", "it ended with 3"),
        ("nosuch", "it ended with 127"),
        ("yes", "printed more than"),
        ("head -c 1000000000 /dev/zero > big", "it left more than"),
        ("head -c 99 /dev/urandom | od | head -1", "a second run"),
        ("printf '\\377'", "isn't text"),
        ("printf 'a\\0b'", "NUL"),
        ("printf x > $'\\377'", "name isn't text"),
        ("for i in $(seq 300); do : > $i; done", "more than 200 files"),
        ("for i in $(seq 40); do mkdir x; cd x; done", "folders within folders"),
        ("sleep 60 &\nwhile :; do :; done", "more than 0.5 s"),
        ("exec 3<>/dev/tcp/127.0.0.1/{port}", "it ended with 1"),
        ("echo x > /tmp/seedbed-no", "it ended with 1"),
        ("pwd; kill -9 $$", "it ended with 137"),
    ],
)
def test_commands_that_are_not_right(bash: None, line: str, said: str) -> None:
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        line = line.replace("{port}", str(listener.getsockname()[1]))
        result = run_now("bash", line, TREE, timeout=0.5 if "0.5" in said else 5)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert not result["ok"] and said in result["said"], result
    assert time.monotonic() - began < 8
    assert not Path("/tmp/seedbed-no").exists()


def test_what_a_command_leaves_is_told_as_it_is(bash: None) -> None:
    line = "printf '\\377\\0' > bin; ln -s /etc/passwd l; mkfifo p; chmod 0 d/c.txt; sleep 20 &"
    files = _files(run_once("bash", line, TREE, "", 5, 0))
    assert files["bin"].startswith("(binary, 2 bytes, ") and files["l"] == "(a link to /etc/passwd)"
    assert files["p"] == "(no plain file)" and "d/c.txt" in files


def test_paths_that_lead_out_are_a_result(python: None) -> None:
    for kind in ("bash", "python", "javascript"):
        result = run_now(kind, "x = 1", [{"path": "../x", "content": "x"}])
        assert not result["ok"] and "path" in result["said"] and result["stage"] == "given"


def test_what_this_machine_has_not_is_said(python: None) -> None:
    with pytest.raises(ToolFault, match="programs in 'cobol' can't be run; there are bash, python"):
        run_now("cobol", "x")
    with pytest.raises(ToolFault, match="tests of a query"):
        run_now("sqlite", "SELECT 1", "CREATE TABLE t(a)", "assert rows")


def test_calls_of_test_functions() -> None:
    tests = "def test_a():\n    pass  # test_a\ndef test_b(x):\n    pass\ndef test_c():\n    pass\ntest_c()"
    assert with_calls(tests) == f"{tests}\ntest_a()\nraise AssertionError('nothing calls test_b(…)')"
    tests = "def test_b(x, y=1):\n    pass\nfor one in (1, 2):\n    test_b(one)"
    assert with_calls(tests) == tests
    tests = "import x\ndef check(f):\n    assert f(1)"
    assert with_calls(tests) == f"{tests}\nraise AssertionError('nothing is called')"
    assert with_calls("assert 1") == "assert 1" and with_calls("assert (") == "assert ("


def test_a_program_finds_what_lies_beside_it(python: None) -> None:
    program = "from pathlib import Path\ndata = (Path(__file__).parent / 'd/c.txt').read_text()"
    ran = run_once("python", program, TREE, "assert data", 5, 0)
    assert ran["ok"], ran["said"]


@pytest.mark.parametrize(
    ("kind", "program", "tests"),
    [
        ("bash", "cat $PWD/x", ""),
        ("python", "import os\nopen(os.path.abspath('x'))", ""),
        ("python", "def f(): pass", "import os\nopen(os.path.abspath('x'))"),
    ],
)
def test_a_complaint_is_the_same_each_time(bash: None, kind: str, program: str, tests: str) -> None:
    first, again = (run_once(kind, program, None, tests, 5, 0) for _ in range(2))
    assert "~/" in first["said"] and first == again


def test_a_program_ends_as_python_ends_it(python: None) -> None:
    ends = "import atexit, threading, time\natexit.register(print, 'bye')\n"
    late = "threading.Thread(target=lambda: (time.sleep(0.1), print('late'))).start()\nraise SystemExit('no')"
    ran = run_once("python", ends + late, None, "", 5, 0)
    assert (ran["code"], ran["stdout"], ran["said"]) == (1, "late\nbye\n", "it ended with 1: no")


_GUARDED = "\nif __name__ == '__main__':\n    {}\n"


@pytest.mark.parametrize(
    "tests",
    [
        "def test_a():\n    assert f(2) == 4" + _GUARDED.format("test_a()"),
        "def test_a():\n    assert f(2) == 4\ndef every():\n    test_a()" + _GUARDED.format("every()"),
        "import unittest\nclass A(unittest.TestCase):\n    def setUp(self):\n        self.x = 2\n"
        "    def test_a(self):\n        self.assertEqual(f(self.x), 4)" + _GUARDED.format("unittest.main()"),
        "import unittest\nclass A(unittest.TestCase):\n    def test_a(self): self.assertEqual(f(2), 4)\n"
        "unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromTestCase(A))",
        "class A:\n    def test_a(self):\n        assert f(self.x) == 4\n"
        "class TestA(A):\n    def setup_method(self, method):\n        self.x = 2",
        "async def test_a():\n    assert f(2) == 4",
    ],
)
def test_tests_that_are_only_defined_are_run(python: None, tests: str) -> None:
    wrong, right = (run_once("python", f"def f(x): return x {sign} 2", None, tests, 5, 0) for sign in "-*")
    assert right["ok"], right["said"]
    assert (wrong["ok"], wrong["stage"]) == (False, "tests")


def test_runs_go_side_by_side_and_leave_nothing(bash: None, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    async def several() -> list[dict[str, Any]]:
        return await asyncio.gather(*(run("bash", f"echo {number}") for number in range(6)))

    assert [one["stdout"] for one in asyncio.run(several())] == [f"{number}\n" for number in range(6)]
    assert os.listdir(tmp_path) == []
