"""Hostile programs in real sandboxes: each ends with a verdict, none has an effect outside."""

import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seedbed.tools.verification.sandbox.running import Sandbox
from tests.tools.verification.sandbox.conftest import processes_of
from tests.tools.verification.sandbox.hostile import FORGED, LIMITS, REFUSED

TRIED = """came = False
try:
{body}    came = True
except (NameError, TypeError, AttributeError, SyntaxError) as error:
    came = f"a mistake in the attempt: {error!r}"
except OSError as error:
    came = error.errno in (9, 14, 22) and f"refused for another reason: {error!r}"
except BaseException:
    pass
"""
SECONDS = 0.4
ENDS = "socket of the 32-bit table"
"""Whoever tries it may be ended by the kernel."""


@dataclass(frozen=True)
class Outside:
    """What is on this side and must not be reached: two files, and who listens."""

    told: dict[str, Any]
    listeners: list[socket.socket]

    def untouched(self) -> bool:
        for listener in self.listeners:
            with pytest.raises(BlockingIOError):
                listener.accept()
        files = [Path(self.told["home"]), Path(self.told["beside"])]
        same = all(file.read_text("utf-8") == "canary = 1\n" for file in files)
        modes = {file.stat().st_mode & 0o777 for file in files}
        return same and modes == {0o600} and set(os.listdir(self.told["folder"])) == {"canary.py", "unix"}


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".hostile-", dir=Path.home())))
        abstract = f"seedbed-hostile-{os.getpid()}"
        told: dict[str, Any] = {
            "home": str(home / "canary.py"),
            "beside": str(tmp_path / "canary.py"),
            "folder": str(tmp_path),
            "unix": str(tmp_path / "unix"),
            "abstract": abstract,
            "parent": os.getpid(),
        }
        for file in (told["home"], told["beside"]):
            Path(file).write_text("canary = 1\n", "utf-8")
            Path(file).chmod(0o600)
        listeners = [stack.enter_context(socket.create_server(("127.0.0.1", 0)))]
        for place in (told["unix"], f"\0{abstract}"):
            listeners.append(stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)))
            listeners[-1].bind(place)
            listeners[-1].listen()
        for listener in listeners:
            listener.setblocking(False)
        yield Outside(told | {"port": listeners[0].getsockname()[1]}, listeners)


def _filled(text: str, told: dict[str, Any]) -> str:
    for name, value in told.items():
        text = text.replace(f"{{{name}!r}}", repr(value)).replace(f"{{{name}}}", str(value))
    return text


def _tried(body: str, told: dict[str, Any]) -> str:
    lines = _filled(body, told).splitlines()
    return TRIED.replace("{body}", "".join(f"    {line}\n" for line in lines))


def attempts() -> dict[str, str]:
    """The attempts; calls by number only where the numbers are this machine's."""
    by_number = platform.machine() == "x86_64"
    return {name: body for name, body in REFUSED.items() if by_number or "libc.syscall(" not in body}


def left_over() -> list[str]:
    """Processes of runs whose parent is gone, and that don't end within five seconds either: runs of other
    workers end while this one looks."""
    end = time.monotonic() + 5.0
    while (found := _orphans()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _orphans() -> list[str]:
    found = []
    for process in processes_of("What runs inside the sandbox"):
        with suppress(OSError):
            status = Path(f"/proc/{process}/status").read_text("utf-8")
            if "\nPPid:\t1\n" in status or f"\nPPid:\t{os.getpid()}\n" in status:
                found.append(process)
    return found


def test_attempts_come_through_where_nothing_is_shut(outside: Outside) -> None:
    """The attempts work: plain Python comes through those that need no rights and harm nobody."""
    harmless = ["tcp to this machine", "unix socket", "reading the home", "reading beside the folder", "fork"]
    harmless += ["own environment", "shell", "signal to the parent", "symbolic link", "a file beside"]
    for name in harmless:
        words = [sys.executable, "-c", _tried(REFUSED[name], outside.told) + "assert came is True, came"]
        subprocess.run(words, check=True, cwd=outside.told["folder"])


def refuses_all(sandbox: Sandbox, outside: Outside, attempts: dict[str, str]) -> None:
    """None of the attempts comes through: all in one run, but the one that the kernel answers by an end."""
    tried = [(name, _tried(body, outside.told)) for name, body in attempts.items() if name != ENDS]
    program = f"through = []\nfor name, text in {tried!r}:\n    space = {{}}\n    exec(text, space)\n"
    program += "    if space['came']:\n        through.append((name, space['came']))\n"
    ran = sandbox.run(program, "assert not through, through", seconds=30.0)
    assert ran.state == "passed", ran
    assert outside.untouched()
    assert left_over() == []


def test_every_way_of_running_refuses_them(sandbox: Sandbox, outside: Outside) -> None:
    assert len(attempts()) >= 50
    refuses_all(sandbox, outside, attempts())
    ran = sandbox.run(_tried(attempts().get(ENDS, "1 / 0"), outside.told), "assert not came, came")
    assert ran.state in ("passed", "died"), ran


LEAVING = ("folders without end", "a folder without rights", "a full disk")
"""What they leave is cleared away in every way of running."""


@pytest.mark.parametrize("name", [name for name in LIMITS if name not in LEAVING])
def test_every_excess_ends(found: Sandbox, outside: Outside, name: str) -> None:
    program, states = LIMITS[name]
    began = time.monotonic()
    # What ends by itself has time to: the machine may be busy.
    ran = found.run(program, "pass", seconds=SECONDS if "time" in states else 20.0)
    assert ran.state in states, ran
    assert len(ran.detail) <= 500
    assert time.monotonic() - began < 40
    assert outside.untouched()
    assert left_over() == []


@pytest.mark.parametrize("name", FORGED)
def test_no_program_passes_what_it_does_not_pass(found: Sandbox, name: str) -> None:
    ran = found.run(FORGED[name], "assert f(1) == 2\nassert abs(f(1)) == 2", seconds=SECONDS)
    assert ran.state in ("failed", "died", "error"), ran


def test_nothing_stays_in_the_temporary_folder(
    sandbox: Sandbox,
    outside: Outside,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    for name in LEAVING:
        program, states = LIMITS[name]
        ran = sandbox.run(program, "pass", seconds=SECONDS if "time" in states else 20.0)
        assert ran.state in states and len(ran.detail) <= 500, (name, ran)
        assert os.listdir(folder) == []
    assert outside.untouched() and left_over() == []
