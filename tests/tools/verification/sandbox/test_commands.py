"""Commands in real sandboxes: what they may do, what is refused as ever, how many and how large they get."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from seedbed.tools.verification.sandbox.bounds import too_many
from seedbed.tools.verification.sandbox.running import Sandbox
from tests.tools.verification.sandbox.conftest import processes_of
from tests.tools.verification.sandbox.test_hostile import Outside, attempts, left_over, outside, refuses_all

__all__ = ["outside"]
ALLOWED = {
    "a named pipe", "fork", "vfork by ctypes", "clone by number", "shell", "os.system", "execv",
    "posix_spawn", "multiprocessing", "unpickled shell", "a session of its own", "signal to its father",
}  # fmt: skip
"""What commands need."""
BASH = """import subprocess
def go(line):
    words = ["bash", "--norc", "--noprofile", "-c", line]
    done = subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return [done.returncode, done.stdout, done.stderr]
"""


def _line(sandbox: Sandbox, line: str, seconds: float = 10.0) -> list[object]:
    ran = sandbox.call(BASH, "go", {"line": line}, 10_000, seconds=seconds)
    assert ran.state == "passed", ran
    return list(ran.value)


def test_what_is_no_matter_of_processes_is_refused_as_ever(commands: Sandbox, outside: Outside) -> None:
    refuses_all(commands, outside, {name: body for name, body in attempts().items() if name not in ALLOWED})


WORK = """
test "$(echo a b | tr ' ' '\\n' | sort -r | head -1)" = b
touch x && chmod 755 x && test -x x && ln -s x y && test -L y && rm x y
diff <(echo a) <(echo a)
mkfifo p && (echo hi > p &) && test "$(cat p)" = hi
sleep 30 & kill %1; wait %1; test $? -gt 128
touch -d 2020-01-01 x && test x -ot .
printf '#!/bin/sh\\nexit 3\\n' > s && chmod +x s && ./s; test $? = 3
"""
REFUSED = """
chmod 700 {beside}
touch {beside}
cat {beside}
echo x >> {beside}
rm {beside}
ls {folder}
touch {folder}/new
mount -t tmpfs none .
unshare --user true
echo x > /dev/tcp/127.0.0.1/{port}
kill -9 {parent}
echo 300 > /proc/sys/kernel/pid_max
cat /proc/1/environ
chroot . true
"""


def test_commands_work_and_reach_nothing_outside(commands: Sandbox, outside: Outside) -> None:
    work = [f"( {line}\n) || echo '{number}'" for number, line in enumerate(WORK.strip().splitlines())]
    lines = REFUSED.format(**outside.told).strip().splitlines()
    work += [f"( {line}\n) > /dev/null && echo '{line}'" for line in lines]
    assert _line(commands, "\n".join([*work, "echo done"]))[1] == "done\n"
    assert outside.untouched()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("setsid bash -c 'while true; do (setsid sleep 9 &); done'; sleep 9", "processes"),
        ("for i in 1 2 3 4; do { head -c 300M /dev/zero; sleep 9; } | tail & done; wait", "MB"),
    ],
)
def test_processes_are_counted(commands: Sandbox, line: str, said: str) -> None:
    began = time.monotonic()
    ran = commands.call(BASH, "go", {"line": line}, 10_000, seconds=8.0)
    assert ran.state in ("died", "time") and said in ran.detail, ran
    assert time.monotonic() - began < 12
    assert left_over() == []


def test_no_process_outlives_its_run(commands: Sandbox) -> None:
    mark = f"9{os.getpid()}.25"
    _line(commands, f"setsid sleep {mark} >/dev/null 2>&1 & true")
    until = time.monotonic() + 5
    while (here := processes_of(f"\0{mark}\0")) and time.monotonic() < until:
        time.sleep(0.02)
    assert not here


def test_files_lie_in_the_folder_before_the_program_runs(found: Sandbox, commands: Sandbox) -> None:
    files = {"a b.txt": "é\r\n", "d/e/f": ""}
    asked = "assert open('a b.txt', newline='').read() == 'é\\r\\n' and open('d/e/f').read() == ''"
    assert found.run("", asked, files=files).state == "passed"
    assert commands.run("", asked, files=files).state == "passed"
    assert found.run("", "", files={"x": "y" * (1 << 21)}).state == "error"


def test_another_tool_may_be_read_where_it_lies(commands: Sandbox, tmp_path: Path) -> None:
    tool = tmp_path / "tools" / "hello"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\necho hello\n", "utf-8")
    tool.chmod(0o755)
    (tmp_path / "beside").write_text("secret", "utf-8")
    assert _line(commands, str(tool))[0] == 126 or commands.name == "bubblewrap"
    wider = replace(commands, executable=(*(commands.executable or ()), str(tool.parent)))
    assert _line(wider, str(tool)) == [0, "hello\n", ""]
    assert _line(wider, f"cat {tmp_path}/beside")[0] != 0


def test_counting_knows_its_own_alone() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert too_many(process.pid) == ""
        process.kill()
    assert too_many(2**22 + 5) == ""
