"""One run of a program and its tests, or of one of its functions: how it is started, followed and ended.

It does not know why a way of starting holds (`sandbox` shows that) nor what a verdict is used for."""

import atexit
import base64
import json
import os
import secrets
import select
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from filelock import FileLock

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import parsed, whole
from seedbed.memory.files.disk import locked_folder
from seedbed.tools.verification.sandbox.bounds import FOLDER_MEGABYTES, remove, too_many, too_much
from seedbed.tools.verification.sandbox.runners import TOOLS_PATH, Runner, python
from seedbed.tools.verification.sandbox.syscalls import call_filter

START_SECONDS, END_SECONDS = 20.0, 5.0
"""Most time from the start to the report that all is shut off, and until killed processes are gone."""
WATCH_SECONDS, COUNT_SECONDS = 0.02, 0.1
"""How often the folder is measured and, where there may be many, processes are counted."""
MEGABYTES = 512
"""Most address space of a program; Python itself takes some 30."""
SAID_BYTES = 1 << 16
"""More than this on the channel of the verdict ends the run, besides a value that was asked for."""
LONGEST = 1 << 20
"""Most characters of a program, and of its tests."""
INSIDE = Path(__file__).with_name("inside.py").read_text("utf-8")
"""What the child executes."""
_ESCAPED = 12
"""Most bytes of a character as ASCII JSON: two escapes of six."""


class SandboxFault(UserFault):
    """Programs can't be run here: network and home could not be shown to be shut off."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a program and its tests."""

    state: str
    """passed: both were executed with no exception; failed: the tests or the call raised; error: the program
    didn't compile or raised when executed, or the tests didn't compile, or the answer isn't JSON or too long;
    time, memory: a limit; died: no verdict."""
    detail: str
    """One line: the exception, where it came up and what it said; empty when passed."""
    place: str = ""
    """Whose code raised the exception that ended the run: `program`, `tests`, or nobody's."""
    layers: tuple[str, ...] = ()
    """What the process reported as shut off from inside before it read the program's first line."""
    value: Any = None
    """What a call answered: JSON of at most as many characters as were asked for; None after tests."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A way to run programs, and the layers that it must report; without them a run isn't begun."""

    name: str
    runner: Runner
    layers: tuple[str, ...] | None = None
    """What the probe's run reported; None while it is being probed."""
    packages: tuple[str, ...] = ()
    """Folders of installed packages that programs may import."""
    executable: tuple[str, ...] | None = None
    """Paths whose programs may be executed; None: no other program or process than the one Python."""

    def run(self, program: str, tests: str, *, seconds: float = 5.0, files: Mapping[str, str] = {}) -> Ran:
        """Executes `program`, then `tests` in the same namespace.

        `seconds` is wall time from when the program begins; `files` lie in its folder: relative path to text,
        names that the caller has looked at (at most LONGEST characters in all). Never raises for what a
        program does. Raises SandboxFault where this run could not be shut off: then nothing of the program
        was executed; OSError where no process can be started."""
        return self._run(program, {"tests": tests}, seconds, files)

    def call(
        self,
        program: str,
        name: str,
        arguments: Mapping[str, Any],
        most: int,
        *,
        seconds: float = 5.0,
        files: Mapping[str, str] = {},
    ) -> Ran:
        """Executes `program`, then calls its function `name`; what it answers is the `value` of what passed.

        `arguments` are JSON, `most` the characters of the answer as JSON. An answer that is longer or isn't
        JSON is an `error`, an exception of the function a `failed`. As `run` otherwise."""
        asked = {"call": {"name": name, "arguments": dict(arguments), "most": most}}
        return self._run(program, asked, seconds, files)

    def _run(self, program: str, asked: dict[str, Any], seconds: float, files: Mapping[str, str]) -> Ran:
        if max(len(program), len(asked.get("tests", "")), sum(map(len, files.values()))) > LONGEST:
            return Ran("error", f"more than {LONGEST} characters")
        commands = self.executable is not None
        folder = Path(tempfile.mkdtemp(dir=_home()[0]))
        ours, theirs = socket.socketpair()
        try:
            readable = (*(self.executable or ()), *self.packages)
            words, inside = self.runner(python(INSIDE), folder, commands, readable)
            order = {
                "filter": base64.b64encode(call_filter(commands)).decode(),
                "folder": inside,
                "seconds": seconds,
                "megabytes": MEGABYTES,
                "file_megabytes": FOLDER_MEGABYTES if commands else FOLDER_MEGABYTES // 4,
                "threads": _threads(),
                "files": dict(files),
                "executable": self.executable,
                "packages": self.packages,
            }
            with tempfile.TemporaryFile() as errors:
                process = subprocess.Popen(
                    words,
                    stdin=theirs.fileno(),
                    stdout=theirs.fileno(),
                    stderr=errors,
                    cwd="/",
                    env={"PATH": TOOLS_PATH, "PYTHONHASHSEED": "0"},
                    start_new_session=True,
                )
                theirs.close()
                most = SAID_BYTES + _ESCAPED * asked.get("call", {}).get("most", 0)
                channel = _Channel(process, ours, errors, folder if not commands else None, most)
                try:
                    return self._verdict(channel, order, program, asked, seconds)
                finally:
                    _end(process, ours)
        finally:
            ours.close()
            theirs.close()
            remove(folder)

    def _verdict(
        self, channel: "_Channel", order: Any, program: str, asked: dict[str, Any], seconds: float
    ) -> Ran:
        """Follows the run to its end; `seconds` count from its report. Nothing that it says is believed
        before it is looked at."""
        match channel.ask(order, START_SECONDS):
            case {"layers": [*said]}:
                layers = tuple(map(str, said))
            case {"why": str(why)} | Ran(detail=why):
                raise _open(why)
            case _:
                raise _open("what it says of itself can't be read")
        if self.layers not in (None, layers):
            raise _open(f"shut off now is {layers}, shown was {self.layers}")
        nonce = secrets.token_hex(16)
        said = channel.ask({"program": program}, seconds)
        loaded = said == {"said": "loaded"}
        if loaded:
            said = channel.ask({"nonce": nonce, **asked})
        match said:
            case Ran(state, detail):
                return Ran(state, one_line(detail), "", layers)
            case {"state": "passed", "nonce": word, **more} if loaded and word == nonce:
                if "call" in asked and "value" not in more:
                    return Ran("died", "what came on the channel of the verdict has no value", "", layers)
                try:
                    return Ran("passed", "", "", layers, whole(more.get("value")))
                except RecursionError:
                    return Ran("error", "the answer is nested too deep", "program", layers)
            case {"state": "failed" | "error" | "memory" as state, "detail": str(detail), "place": place}:
                place = place if place in ("program", "tests") else ""
                return Ran(state, one_line(detail.replace(order["folder"], "~")), place, layers)
            case _:
                return Ran("died", "what came on the channel of the verdict is no verdict", "", layers)


@dataclass(slots=True)
class _Channel:
    """The lines that go to a run and come from it, and the limits that are kept from outside."""

    process: "subprocess.Popen[bytes]"
    socket: socket.socket
    errors: IO[bytes]
    folder: Path | None
    """Watched; None where commands are run, whose processes are counted."""
    most: int
    """Bytes that may come."""
    seconds: float = 0.0
    until: float = 0.0
    parsed: bytes = b""

    def ask(self, message: dict[str, Any], seconds: float = 0.0) -> Any:
        """Sends a message, and gives the next that comes, or a Ran that says how it ended without.

        With `seconds` the time begins anew."""
        sending = json.dumps(message).encode() + b"\n"
        if seconds:
            self.seconds, self.until = seconds, time.monotonic() + seconds
        poll, looked, received = select.poll(), 0.0, self.parsed
        while b"\n" not in received:
            now = time.monotonic()
            if now >= self.until:
                return Ran("time", f"more than {self.seconds:g} s")
            pause = WATCH_SECONDS if self.folder else COUNT_SECONDS
            if now - looked >= pause:
                if over := too_much(self.folder) if self.folder else too_many(self.process.pid):
                    return Ran("died", over)
                looked = now
            poll.register(self.socket, select.POLLIN | (select.POLLOUT if sending else 0))
            for _, event in poll.poll(1000 * min(pause, self.until - now)):
                if event & select.POLLOUT:
                    with suppress(OSError):
                        sending = sending[self.socket.send(sending, socket.MSG_DONTWAIT) :]
                if event & ~select.POLLOUT:
                    piece = b""
                    with suppress(ConnectionError):
                        piece = self.socket.recv(SAID_BYTES)
                    if not piece:
                        return self._gone()
                    received += piece
            if len(received) > self.most:
                return Ran("died", "it wrote over the channel of the verdict")
        line, _, self.parsed = received.partition(b"\n")
        return parsed(line)

    def _gone(self) -> Ran:
        try:
            code = self.process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return Ran("died", "it closed the channel of the verdict")
        self.errors.seek(0)
        if complaint := self.errors.read(2000).decode(errors="replace"):
            return Ran("died", complaint)  # only before all was shut off
        number = -code if code < 0 else code - 128
        if number == signal.SIGXCPU:
            return Ran("time", "its time of the processor is used up")
        name = f"signal {number}" if 0 < number < 65 else f"exit code {code}"
        return Ran("died", f"it ended without a verdict: {name}")


def one_line(text: str) -> str:
    """The beginning of a text, on one line, without what can't be shown."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:2000]).split())[:500]


def _open(why: str) -> SandboxFault:
    why = f"a program's process could not be shut off: {one_line(why)}"
    return SandboxFault(why, next_step="see docs/sandbox.md")


def _threads() -> int:
    """The bound for threads; 0 where it can't be known.

    The kernel counts all threads of the user, so those that run now must have room; 64 are added to them."""
    try:
        return int(Path("/proc/loadavg").read_text("ascii").split()[3].split("/")[1]) + 64
    except OSError:
        return 0


@cache
def _home() -> tuple[Path, FileLock]:
    """Where the folders of this process's runs lie, locked; gone with it, or else removed by the next one."""
    made = locked_folder("seedbed-run-")
    atexit.register(remove, made[0])
    return made


def _end(process: "subprocess.Popen[bytes]", channel: socket.socket) -> None:
    """Ends everything that the run started and waits until nobody holds the other end of the channel."""
    with suppress(ProcessLookupError):  # it has ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    channel.settimeout(END_SECONDS)
    with suppress(OSError):
        while channel.recv(SAID_BYTES):
            pass
