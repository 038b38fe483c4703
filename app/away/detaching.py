"""Builds that go on without a terminal: a process of their own, whose words go to a log that rotates."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path

from rich.console import Console

from seedbed.app.console import tell
from seedbed.memory.files.disk import typed
from seedbed.memory.files.run_folder import RunFolder

LOG = "build.log"
"""In the run's folder: what a detached build says."""
_BYTES, _KEPT = 1 << 20, 3
"""Of a log before it gets the number 1, and how many numbers there are."""
_SOON = 30.0
"""Seconds within which a detached build has the run in hand, or has ended."""


class _Log:
    """A file for `rich`: each line with its time."""

    def __init__(self, path: Path) -> None:
        self._handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8")
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
        self._line = ""

    def write(self, text: str) -> int:
        *lines, self._line = f"{self._line}{text}".split("\n")
        for line in lines:
            self._handler.emit(logging.LogRecord("build", logging.INFO, "", 0, "%s", (line,), None))
        return len(text)

    def flush(self) -> None:
        self._handler.flush()

    def close(self) -> None:
        self._handler.close()


def log_to(path: Path) -> Console:
    """A console that writes to a log."""
    return Console(file=_Log(path), width=200, markup=False, emoji=False, highlight=False)  # type: ignore[arg-type]


def detached(run: Path, words: Sequence[str], **flags: str) -> int:
    """Go on with a run in a process of its own; the exit code of having begun it.

    Args:
        words: The command.
        flags: Options that may hold a key, which the environment shows to fewer people: `notify`, `trace`."""
    words = [sys.executable, "-m", "seedbed", *words, "--log", str(run / LOG)]
    more = {f"SEEDBED_{name.upper()}": value for name, value in flags.items() if value}
    with (run / LOG).open("ab") as log:  # a traceback, if there is one
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=os.environ | more,
        )
    folder, began = RunFolder(run), time.monotonic()
    while process.poll() is None and not folder.held() and time.monotonic() - began < _SOON:
        time.sleep(0.1)
    if process.returncode is None:
        tell(f"the build goes on by itself (process {process.pid}); its words are in {run / LOG}")
        tell(f"look on: seedbed attach {typed(run)}   end it: seedbed stop {typed(run)}")
        return 0
    if process.returncode:
        tell(f"it ended at once; {run / LOG} says why")
    return process.returncode
