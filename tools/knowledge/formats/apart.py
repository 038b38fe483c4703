"""Reading in a process of its own: one bad file is named, and the rest goes on.

The process reads file after file and ends with the last one, or with the first that makes it fail; the next
file then gets a new one. It knows nothing of paths: bytes go in, a text or a reason comes out.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from typing import IO, Any, Self

from seedbed.tools.knowledge.formats.found import Document, Unreadable

SECONDS = 60
"""Of computing, for one file."""
WALL = 180.0
"""Seconds on the clock for one file, should the process hang without computing."""
_MODULE = "seedbed.tools.knowledge.formats.extract"
_PASSED_ON = ("PATH", "PYTHONPATH", "SYSTEMROOT")
_MOST_FILES = 200
"""Files that one process reads: what a library leaks is bounded."""


class Apart:
    """A process that reads, started when it is first needed. Use it as a context manager."""

    def __init__(self, seconds: int = SECONDS) -> None:
        """`seconds`: of computing, for one file."""
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read(self, data: bytes, suffix: str) -> Document | Unreadable:
        """The document in a file's bytes; `suffix` is one of `extraction.APART`. Its hash is left empty."""
        child = self._ready()
        assert child.stdin is not None and child.stdout is not None
        asked = {"suffix": suffix, "size": len(data), "seconds": self._seconds}
        clock = threading.Timer(WALL, child.kill)
        clock.start()
        try:
            child.stdin.write(json.dumps(asked).encode("ascii") + b"\n")
            child.stdin.write(data)
            child.stdin.flush()
            line = child.stdout.readline()
        except BrokenPipeError:
            line = b""
        finally:
            clock.cancel()
        if not line.endswith(b"\n"):
            return Unreadable(self._why_it_ended())
        self._files += 1
        return _found(json.loads(line))

    def _ready(self) -> "subprocess.Popen[bytes]":
        if self._files >= _MOST_FILES:
            self._end()
        if self._child is None:
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _end, with the process
            kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", _MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={**kept, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            )
            self._files = 0
        return self._child

    def _why_it_ended(self) -> str:
        assert self._child is not None and self._errors is not None
        code = self._child.wait()
        self._errors.seek(0)
        said = self._errors.read(100_000).decode("utf-8", "replace").strip().splitlines()
        self._end()
        if code == -signal.SIGXCPU:
            return f"takes more than {self._seconds} seconds of computing to be read"
        if code == -signal.SIGKILL:
            return f"hangs: not read within {WALL:.0f} seconds"
        return f"makes the library that reads it fail ({said[-1][:160] if said else f'exit code {code}'})"

    def _end(self) -> None:
        if self._child is not None:
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    _close(pipe)
            self._child.kill()
            self._child.wait()
        if self._errors is not None:
            self._errors.close()
        self._child = self._errors = None
        self._files = 0


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _found(answer: dict[str, Any]) -> Document | Unreadable:
    kind = answer.pop("kind")
    if kind == "Unreadable":
        return Unreadable(**answer)
    return Document(**{**answer, "pages": tuple(answer["pages"])})
