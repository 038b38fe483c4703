"""Errors end in one line and the right exit code; with --json in one object."""

import asyncio
import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from seedbed.app.console import Program, print_json, show, stream
from seedbed.graphs.interrupting import interruptible
from seedbed.memory.errors import AwaitingApproval, BudgetSpent, EndpointDown, UserFault


def program(error: BaseException) -> Program:
    main = Program()

    @main.command()
    @click.option("--json", "as_json", is_flag=True)
    def go(as_json: bool) -> None:
        raise error

    return main


def _wrapped() -> RuntimeError:
    """As Python tells of a signal while a class is made."""
    error = RuntimeError("Error calling __set_name__")
    error.__cause__ = KeyboardInterrupt()
    return error


def _full() -> OperationalError:
    error = OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
    error.__cause__ = sqlite3.OperationalError("database or disk is full")
    return error


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            UserFault("is wrong", where="a.yaml", next_step="mend it"),
            2,
            "seedbed: a.yaml: is wrong — mend it\n",
        ),
        (BudgetSpent("the budget is used up"), 3, "seedbed: the budget is used up\n"),
        (AwaitingApproval("waits"), 3, "seedbed: waits\n"),
        (EndpointDown("down"), 3, "seedbed: down\n"),
        (KeyboardInterrupt(), 130, "seedbed: interrupted"),
        (_wrapped(), 130, "seedbed: interrupted"),
        (asyncio.CancelledError(), 130, "seedbed: interrupted"),
        (
            OSError(errno.ENOSPC, "No space left on device", "run/rows"),
            3,
            "seedbed: the disk can't be written (no space left on device: run/rows): see to room and rights "
            "there, then give the command again\n",
        ),
        (MemoryError(), 3, "seedbed: there is no memory left"),
        (OSError(errno.EMFILE, "Too many open files"), 3, "seedbed: no further file can be opened: raise"),
        (_full(), 3, "seedbed: the disk can't be written"),
        (psycopg.errors.DiskFull("no space"), 3, "written (of the database's server: no space)"),
        (click.BadParameter("no"), 2, "Invalid value: no"),
    ],
)
def test_each_error_has_its_code(error: BaseException, code: int, said: str) -> None:
    result = CliRunner().invoke(program(error), ["go"])
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""
    again = CliRunner().invoke(program(error), ["go", "--json"])
    found = json.loads(again.stdout)
    assert found["exit_code"] == again.exit_code == code
    assert found["error"]


def _shows(said: Callable[[Any], None], code: int) -> Callable[[], int]:
    def go() -> int:
        for _ in range(3):
            said("x" * 10_000)
        return code

    return go


def _streams() -> int:
    while True:
        stream("x", 1)


@pytest.mark.parametrize(
    ("go", "code"),
    [(_shows(one, code), code) for one in (show, print_json, click.echo) for code in (0, 1)]
    + [(_streams, 1)],
)
def test_who_reads_no_more_stops_no_command_and_a_full_disk_is_told(
    go: Callable[[], int], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = Program(commands=[click.Command("go", callback=go)])
    gone, ours = os.pipe()
    os.close(gone)
    ends: list[Any] = []
    for place in (ours, "/dev/full"):
        with open(place, "w") as out, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "__stdout__", out)
            with pytest.raises(SystemExit) as ended:
                main(["go"])
            sys.stdout.flush()
            ends.append(ended.value.code)
    assert ends == [code, 3]


def test_letters_that_a_terminal_has_not_are_written_by_their_numbers() -> None:
    code = (
        "from seedbed.app.console import Program, show\n"
        "main = Program()\n"
        "main.command('go')(lambda: show('«Half»'))\n"
        "main(['go'])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert shown.stdout == rb"\xabHalf\xbb" + b"\n"


def test_a_bug_keeps_its_traceback() -> None:
    class Bug(Exception):
        pass

    result = CliRunner().invoke(program(Bug("here")), ["go"])
    assert isinstance(result.exception, Bug)


def test_a_message_can_not_steer_the_terminal() -> None:
    result = CliRunner().invoke(program(UserFault("\x1b[2J\nsecond", where="\x9b31m")), ["go"])
    assert result.stderr == "seedbed: \\x9b31m: \\x1b[2J second\n"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the test run stays, whatever is told of it."""
    monkeypatch.setattr(os, "dup2", lambda *_: None)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("numbers", [(signal.SIGTERM,), (signal.SIGHUP, signal.SIGHUP)])
def test_what_lies_there_for_a_while_is_gone_after_a_signal(numbers: tuple[int, ...]) -> None:
    """A terminal's end is told twice: by the system and by its shell."""
    main, folders = Program(), list[Path]()

    @main.command()
    def go() -> None:
        with tempfile.TemporaryDirectory() as folder:
            folders.append(Path(folder))
            try:
                os.kill(os.getpid(), numbers[0])
            finally:
                for number in numbers[1:]:
                    os.kill(os.getpid(), number)
                folders.append(Path(folder, "removed after that"))

    before = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGHUP)]
    result = CliRunner().invoke(main, ["go"])
    assert result.exit_code == 130 and "interrupted" in result.stderr
    assert len(folders) == 2 and not folders[0].exists()
    assert before == [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGHUP)]


@pytest.mark.parametrize(("name", "resumed"), [("build", True), ("resume", True), ("view", False)])
def test_only_what_builds_is_said_to_go_on_after_a_signal(name: str, resumed: bool) -> None:
    main = Program()
    main.command(name)(lambda: os.kill(os.getpid(), signal.SIGTERM))
    result = CliRunner().invoke(main, [name])
    assert result.exit_code == 130 and "seedbed: interrupted" in result.stderr
    assert ("resume RUN" in result.stderr) == resumed


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("ignored", [True, False])
def test_a_build_under_nohup_goes_on_without_its_terminal(ignored: bool) -> None:
    stopped: list[Any] = []
    run: Any = SimpleNamespace(stop=stopped.append, stopping=None)

    async def build() -> None:
        with interruptible(run):
            os.kill(os.getpid(), signal.SIGHUP)
            for _ in range(3):
                await asyncio.sleep(0)

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)
    try:
        asyncio.run(build())
        assert bool(stopped) != ignored
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


async def test_a_signal_that_is_heard_after_the_end_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped, heard = list[Any](), dict[int, Any]()
    run: Any = SimpleNamespace(stop=stopped.append, stopping=None)
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "add_signal_handler", lambda number, handler: heard.update({number: handler}))
    with interruptible(run):
        heard[signal.SIGTERM]()
        assert len(stopped) == 1
    heard[signal.SIGTERM]()  # as uvloop does
    assert len(stopped) == 1
