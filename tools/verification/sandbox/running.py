"""One run of a program and its tests: start, exchange of lines, limits from outside, and the end of it all.

It does not know why a way of starting holds (`probe` shows that) nor what a verdict is used for.
"""

import base64
import json
import os
import secrets
import select
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.sandbox.runners import FOLDER_ENTRIES, FOLDER_MEGABYTES, TOOLS_PATH, Runner

State = Literal["passed", "failed", "error", "time", "memory", "died"]
START_SECONDS = 20.0
"""Most time from the start to the report that everything is shut off."""
LONGEST_PATH = 512
"""Most characters of a path in a watched folder: deeper ones would take long to measure and remove."""
END_SECONDS = 5.0
"""Most time that is waited for killed processes to be gone."""
WATCH_SECONDS = 0.02
"""How often a watched folder is measured."""
SAID_BYTES = 1 << 16
"""More than this on the channel of the verdict ends the run."""
LONGEST = 1 << 20
"""Most characters of a program, and of its tests."""


class SandboxFault(UserFault):
    """Programs can't be run here: network and home could not be shown to be shut off."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a program and its tests."""

    state: State
    """passed: both were executed with no exception; failed: the tests raised; error: the program didn't
    compile or raised when executed, or the tests didn't compile; time, memory: a limit; died: no verdict."""
    detail: str
    """One line: the exception, where it came up and what it said; empty when passed."""
    place: Literal["", "program", "tests"] = ""
    """Whose code raised the exception that ended the run."""
    layers: tuple[str, ...] = ()
    """What the process reported as shut off from inside before it read the program's first line."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A way to run programs, and the layers that it must report; without them a run isn't begun."""

    name: str
    """The runner's name."""
    runner: Runner
    """How a run is started."""
    filter: bytes
    """The compiled filter of system calls; empty only where a container stands around it."""
    layers: tuple[str, ...] | None = None
    """What the probe's run reported; None while it is being probed."""

    def run(self, program: str, tests: str, *, seconds: float = 5.0, megabytes: int = 512) -> Ran:
        """Executes `program`, then `tests` in the same namespace.

        `seconds` is wall time from when the program begins, `megabytes` its address space (Python itself
        takes some 30). Never raises for what a program does. Raises SandboxFault where this run could not
        be shut off: then nothing of the program was executed; OSError where no process can be started.
        """
        if max(len(program), len(tests)) > LONGEST:
            return Ran("error", f"more than {LONGEST} characters")
        folder = Path(tempfile.mkdtemp(prefix="seedbed-run-"))
        try:
            start = self.runner(_source(), folder, megabytes)
            order = {
                "filter": base64.b64encode(self.filter).decode(),
                "folder": start.folder,
                "seconds": seconds,
                "megabytes": megabytes,
                "file_megabytes": FOLDER_MEGABYTES // 4,
            }
            process = subprocess.Popen(
                start.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd="/",
                env={"PATH": TOOLS_PATH, "PYTHONHASHSEED": "0"}
                if not start.stop
                else None,  # the container's client needs its settings; the container doesn't get them
                start_new_session=True,
            )
            try:
                exchange = _Exchange(
                    process, self.layers, (program, tests), folder if start.watched else None
                )
                return exchange.verdict(order, seconds)
            finally:
                _end(process, start.stop)
        finally:
            _remove(folder)


class _Exchange:
    """The lines between the run and us. Nothing that comes in is believed before it is looked at."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        layers: tuple[str, ...] | None,
        texts: tuple[str, str],
        folder: Path | None,
    ) -> None:
        assert process.stdin and process.stdout and process.stderr
        self.process, self.layers, self.folder = process, layers, folder
        self.program, self.tests = texts
        self.inlet, self.outlet, self.errors = process.stdin, process.stdout, process.stderr
        self.nonce = secrets.token_hex(16)
        self.sending, self.heard, self.complaint = b"", b"", b""
        self.count, self.said = 0, ""
        self.locked: tuple[str, ...] = ()
        self.selector = selectors.DefaultSelector()

    def verdict(self, order: dict[str, Any], seconds: float) -> Ran:
        """Sends the order and follows the run to its end; `seconds` count from its report."""
        self._send(order)
        for pipe in (self.inlet, self.outlet, self.errors):
            os.set_blocking(pipe.fileno(), False)
        self.selector.register(self.outlet, selectors.EVENT_READ)
        self.selector.register(self.errors, selectors.EVENT_READ)
        try:
            return self._follow(seconds)
        finally:
            self.selector.close()

    def _follow(self, seconds: float) -> Ran:
        until = time.monotonic() + START_SECONDS
        while (left := until - time.monotonic()) > 0:
            self._exchange(min(left, WATCH_SECONDS) if self.folder else left)
            if self.folder and (over := _too_much(self.folder)):
                return self._ran("died", over)
            for line in self._lines():
                began = self.said
                if (ran := self._hear(line)) is not None:
                    return ran
                if began == "" and self.said == "locked":
                    until = time.monotonic() + seconds
            if self.outlet not in self.selector.get_map():
                return self._gone()
            if self.count > SAID_BYTES:
                return self._ran("died", "it wrote over the channel of the verdict")
        if not self.said:
            raise _open(f"nothing was shut off within {START_SECONDS:g} s")
        return self._ran("time", f"more than {seconds:g} s")

    def _hear(self, line: bytes) -> Ran | None:
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            message = None
        match message:
            case {"said": "locked", "layers": [*layers]} if self.said == "":
                self.said, self.locked = "locked", tuple(str(layer) for layer in layers)
                if self.layers is not None and self.locked != self.layers:
                    raise _open(f"shut off now is {self.locked}, shown was {self.layers}")
                self._send({"program": self.program})
                return None
            case {"said": "open", "why": str(why)} if self.said == "":
                raise _open(why)
            case {"said": "loaded"} if self.said == "locked":
                self.said = "loaded"
                self._send({"nonce": self.nonce, "tests": self.tests})
                return None
            case {"said": "verdict", "state": "passed", "nonce": self.nonce} if self.said == "loaded":
                return self._ran("passed", "")
            case {
                "said": "verdict",
                "state": ("failed" | "error" | "memory") as state,
                "detail": str(detail),
                "place": ("program" | "tests") as place,
            }:
                return self._ran(state, detail, place)
            case _:
                return self._ran("died", "what came on the channel of the verdict is no verdict")

    def _gone(self) -> Ran:
        try:
            code = self.process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return self._ran("died", "it closed the channel of the verdict")
        words = " ".join(self.complaint.decode(errors="replace").split())
        if not self.said:
            raise _open(words or f"exit code {code} before anything was shut off")
        number = -code if code < 0 else code - 128
        if number == signal.SIGXCPU:
            return self._ran("time", "its time of the processor is used up")
        name = f"signal {number}" if 0 < number < 65 else f"exit code {code}"
        return self._ran("died", f"it ended without a verdict: {name}")

    def _ran(self, state: State, detail: str, place: Literal["", "program", "tests"] = "") -> Ran:
        line = " ".join("".join(c if c.isprintable() else " " for c in detail[:2000]).split())
        return Ran(state, line[:500], place, self.locked)

    def _send(self, message: dict[str, Any]) -> None:
        self.sending += json.dumps(message).encode() + b"\n"
        if self.inlet not in (self.selector.get_map() or {}):
            self.selector.register(self.inlet, selectors.EVENT_WRITE)

    def _exchange(self, seconds: float) -> None:
        for key, _ in self.selector.select(seconds):
            if key.fileobj is self.inlet:
                self._write()
            else:
                self._read(key.fileobj is self.outlet, key.fd)

    def _write(self) -> None:
        try:
            self.sending = self.sending[os.write(self.inlet.fileno(), self.sending) :]
        except BrokenPipeError:
            self.sending = b""
        if not self.sending:
            self.selector.unregister(self.inlet)

    def _read(self, channel: bool, descriptor: int) -> None:
        piece = os.read(descriptor, SAID_BYTES)
        if not piece:
            self.selector.unregister(descriptor)
        elif channel:
            self.count += len(piece)
            self.heard += piece
        else:
            self.complaint = (self.complaint + piece)[:2000]

    def _lines(self) -> list[bytes]:
        *lines, self.heard = self.heard.split(b"\n")
        return lines


def _open(why: str) -> SandboxFault:
    return SandboxFault(f"a program's process could not be shut off: {why}", next_step="see docs/sandbox.md")


def _source() -> str:
    return files("seedbed.tools.verification.sandbox").joinpath("inside.py").read_text(encoding="utf-8")


def _too_much(folder: Path) -> str:
    """In words, by what a watched folder is over its bounds; empty when it isn't."""
    size = count = 0
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    if count > FOLDER_ENTRIES:
                        return f"it made more than {FOLDER_ENTRIES} files"
                    if len(entry.path) > LONGEST_PATH:
                        return "it made folders within folders without end"
                    if size > FOLDER_MEGABYTES << 20:
                        return f"it wrote more than {FOLDER_MEGABYTES} MB"
        except FileNotFoundError:
            continue
        except OSError as fault:
            return f"its folder can't be measured: {fault.strerror}"
    return ""


def _end(process: subprocess.Popen[bytes], stop: tuple[str, ...]) -> None:
    """Ends everything that the run started and waits for it."""
    with suppress(ProcessLookupError):  # it has ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    if stop:
        subprocess.run(stop, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30, check=False)
    process.wait()
    if process.stdout is not None:
        _drained(process.stdout.fileno())
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def _drained(channel: int) -> None:
    """Waits until nobody holds the other end of the channel: what was killed takes a moment to die."""
    poll, until = select.poll(), time.monotonic() + END_SECONDS
    poll.register(channel, select.POLLIN)
    while (left := until - time.monotonic()) > 0 and poll.poll(1000 * left):
        if not os.read(channel, SAID_BYTES):
            return


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        # Nested too deep for Python, or a folder without rights: rm can do both.
        subprocess.run(["rm", "-rf", "--", str(folder)], stderr=subprocess.DEVNULL, check=False)
