"""One run of a program and its tests, or of one of its functions: how it is started, and the end of it all.

It does not know why a way of starting holds (`probe` shows that) nor what a verdict is used for.
"""

import base64
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from seedbed.tools.verification.sandbox.exchange import SAID_BYTES, Exchange
from seedbed.tools.verification.sandbox.folder import remove
from seedbed.tools.verification.sandbox.runners import FOLDER_MEGABYTES, TOOLS_PATH, Runner
from seedbed.tools.verification.sandbox.verdict import Ran

__all__ = ["LONGEST", "Ran", "Sandbox"]

END_SECONDS = 5.0
"""Most time that is waited for killed processes to be gone."""
LONGEST = 1 << 20
"""Most characters of a program, and of its tests."""


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
    executable: tuple[str, ...] | None = None
    """Paths whose programs may be executed; None: no other program or process than the one Python."""

    def run(
        self,
        program: str,
        tests: str,
        *,
        seconds: float = 5.0,
        megabytes: int = 512,
        files: Mapping[str, str] | None = None,
    ) -> Ran:
        """Executes `program`, then `tests` in the same namespace.

        `seconds` is wall time from when the program begins, `megabytes` its address space (Python itself
        takes some 30), `files` lie in its folder: relative path to text, names that the caller has looked at
        (at most LONGEST characters in all). Never raises for what a program does. Raises SandboxFault where
        this run could not be shut off: then nothing of the program was executed; OSError where no process can
        be started.
        """
        if len(tests) > LONGEST:
            return Ran("error", f"more than {LONGEST} characters")
        return self._run(program, {"tests": tests}, seconds, megabytes, files or {})

    def call(
        self,
        program: str,
        name: str,
        arguments: Mapping[str, Any],
        most: int,
        *,
        seconds: float = 5.0,
        megabytes: int = 512,
        files: Mapping[str, str] | None = None,
    ) -> Ran:
        """Executes `program`, then calls its function `name`; what it answers is the `value` of what passed.

        `arguments` are JSON, `most` the characters of the answer as JSON. An answer that is longer or isn't
        JSON is an `error`, an exception of the function a `failed`. As `run` otherwise.
        """
        asked = {"call": {"name": name, "arguments": dict(arguments), "most": most}}
        return self._run(program, asked, seconds, megabytes, files or {})

    def _run(
        self, program: str, asked: dict[str, Any], seconds: float, megabytes: int, files: Mapping[str, str]
    ) -> Ran:
        if len(program) > LONGEST or sum(map(len, files.values())) > LONGEST:
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
                "threads": _threads(),
                "files": dict(files),
            }
            if self.executable is not None:
                order |= {"executable": list(self.executable), "file_megabytes": FOLDER_MEGABYTES}
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
            watched = folder if start.watched else None
            try:
                exchange = Exchange(process, self.layers, program, asked, watched)
                exchange.crowd = self.executable is not None
                return exchange.verdict(order, seconds)
            finally:
                _end(process, start.stop)
        finally:
            remove(folder)


@cache
def _source() -> str:
    return files("seedbed.tools.verification.sandbox").joinpath("inside.py").read_text(encoding="utf-8")


def _threads() -> int:
    """The bound for threads; 0 where it can't be known.

    The kernel counts all threads of the user, so those that run now must have room; 64 are added to them.
    """
    try:
        return int(Path("/proc/loadavg").read_text("ascii").split()[3].split("/")[1]) + 64
    except OSError:
        return 0


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
