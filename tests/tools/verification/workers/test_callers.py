"""What callers may be: plain scripts, programs with threads, forks of programs; how they end; what stays."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.verification.workers.watching import alive, until

_SCRIPT = """
import sys
sys.path[:0] = {path!r}
from seedbed.tools.verification.workers.pool import Pool
pool = Pool("tests.tools.verification.workers.hard_jobs", size=2)
assert pool.run("echo", "x").result == "x"
print(pool.processes, flush=True)
"""


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], "subprocess.Popen[str]"]:
    def start(rest: str) -> "subprocess.Popen[str]":
        file = tmp_path / "script.py"
        file.write_text(_SCRIPT.format(path=sys.path) + rest, encoding="utf-8")
        return subprocess.Popen(
            [sys.executable, str(file)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            start_new_session=True,
        )

    return start


Start = Callable[[str], "subprocess.Popen[str]"]


def test_a_script_without_a_guard_runs_once_and_leaves_nothing(script: Start) -> None:
    said, errors = _ended(script("print('once')\npool.close()\n"))
    assert said[1:] == ["once"]
    assert not errors
    until(lambda: not alive(int(said[0])))


def test_files_beside_the_script_are_not_taken_for_libraries(script: Start, tmp_path: Path) -> None:
    (tmp_path / "mmap.py").write_text("raise SystemExit('mine')\n", encoding="utf-8")
    said, errors = _ended(script("pool.close()\n"))
    assert len(said) == 1
    assert not errors


def test_a_caller_that_is_killed_leaves_no_process_even_in_mid_check(script: Start, tmp_path: Path) -> None:
    mark = tmp_path / "begun"
    process = script(f"pool.run('mark', {str(mark)!r}, limit=60.0)\n")
    assert process.stdout
    group = int(process.stdout.readline())
    until(mark.exists)
    process.kill()
    process.communicate()
    until(lambda: not alive(group))


def test_ctrl_c_ends_the_caller_alone_and_without_noise_from_workers(script: Start, tmp_path: Path) -> None:
    mark = tmp_path / "begun"
    process = script(
        "import atexit; atexit.register(pool.close)\n"
        f"try:\n    pool.run('mark', {str(mark)!r}, limit=60.0)\n"
        "except KeyboardInterrupt:\n    print('interrupted', pool.run('echo', 'and on').result, flush=True)\n"
    )
    assert process.stdout
    group = int(process.stdout.readline())
    until(mark.exists)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole foreground group
    said, errors = _ended(process)
    assert said == ["interrupted and on"]
    assert not errors
    until(lambda: not alive(group))


def test_signals_that_the_caller_ignores_or_blocks_still_end_a_check(script: Start) -> None:
    process = script(
        "import signal\n"
        "for number in (signal.SIGALRM, signal.SIGPROF, signal.SIGCHLD):\n"
        "    signal.signal(number, signal.SIG_IGN)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF, signal.SIGALRM])\n"
        "other = Pool('tests.tools.verification.workers.hard_jobs', size=1)\n"
        "print(other.run('tower', '9', limit=0.2).state, other.run('echo', 'z').result)\n"
        "other.close(); pool.close()\n"
    )
    said, errors = _ended(process)
    assert said[1:] == ["time z"]
    assert not errors


def test_a_fork_of_the_caller_gets_its_own_pool_and_the_caller_keeps_its_own() -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "import os\n"
        "from seedbed.tools.verification import checks\n"
        "checks._JOBS = 'tests.tools.verification.workers.hard_jobs'\n"
        "first = checks.shared_pool()\n"
        "assert first.run('echo', 'x').result == 'x'\n"
        "child = os.fork()\n"
        "pool = checks.shared_pool()\n"
        "for text in 'abc':\n"
        "    assert pool.run('echo', text).result == text\n"
        "if child:\n"
        "    assert pool is first\n"
        "    assert os.waitpid(child, 0)[1] == 0\n"
        "    assert pool.run('echo', 'y').result == 'y'\n"
        "    print('both')\n"
        "else:\n"
        "    assert pool is not first and pool.processes != first.processes\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("both\n", "")


def _ended(process: "subprocess.Popen[str]") -> tuple[list[str], str]:
    said, errors = process.communicate(timeout=60)
    return said.splitlines(), errors
