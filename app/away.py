"""Builds that nobody looks at: a process of their own, whose words go to a log that rotates; and whoever is
away told, by a POST to an address or a command."""

import json
import logging
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import httpx2
from rich.console import Console

from seedbed.app.console import print_json, tell
from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import holds_run, typed
from seedbed.memory.files.run_folder import RunFolder, outside

LOG = "build.log"
"""In the run's folder: what a detached build says."""
_BYTES, _KEPT = 1 << 20, 3
"""Of a log before it gets the number 1, and how many numbers there are."""
_SOON = 30.0
"""Seconds within which a detached build has the run in hand, or has ended."""
_LONGEST = 20.0
"""Seconds that a message may take; the build doesn't wait for it before its end."""
_WORST = 400
"""Characters of what a command says that failed."""
_WORDS = {
    "done": "all rows are there",
    "short": "it ended with rows missing",
    "paused": "it stopped in good order",
    "awaiting approval": "plan and cost wait for a person's yes",
    "interrupted": "it was interrupted",
    "stopped": "it can't go on",
    "crashed": "it crashed",
    "stalled": "nothing comes for now",
    "goes on": "it goes on",
}
"""What happened → in words; states of a run, that it is stalled, and that it no longer is."""


class _Log:
    """A file for `rich`: each line with its time. `later`: it waits for the run in whose folder it lies."""

    def __init__(self, path: Path, later: bool) -> None:
        self._folder, self._early = path.parent, list[str]()
        try:
            self._handler = RotatingFileHandler(path, "a", _BYTES, _KEPT, encoding="utf-8", delay=later)
        except OSError as error:
            what = f"can't be written: {error.strerror}"
            raise UserFault(what, where=f"--log {path}", next_step="name another place") from error
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
        # What a full disk can't take stops nothing, and comes later; told, it would be a traceback a line.
        self._handler.handleError = lambda record: None  # type: ignore[method-assign]
        self.close, self._line = self._handler.close, ""

    def write(self, text: str) -> int:
        *lines, self._line = f"{self._line}{text}".split("\n")
        self._early += lines
        while self._early and (self._handler.stream or holds_run(self._folder)):
            said = (self._early.pop(0),)
            self._handler.emit(logging.LogRecord("build", logging.INFO, "", 0, "%s", said, None))
        return len(text)

    def flush(self) -> None: ...


def _ours(path: Path) -> bool:
    """Whether a log may be written on there: no file is, or it is empty or begins as `_Log` does."""
    if not path.is_file():
        return True
    with suppress(OSError), path.open("rb") as file:
        return re.match(rb"$|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", file.read(20)) is not None
    return True  # that it can't be written is told as it is opened


def log_to(path: Path, new: Path | None = None) -> Console:
    """A console that writes to a log. `new`: folder of a run that is to be made, where it may lie. Raises
    UserFault: it can't be written there, is a run's own file, or another than a log of ours."""
    path = outside(path, "--log", new, spared=LOG)
    if not (_ours(path) or (path.name == LOG and holds_run(path.parent))):
        step = "name another place, or remove it"
        raise UserFault("is there, and no log of seedbed", where=f"--log {path}", next_step=step)
    later = new is not None and path.absolute().parent == new.absolute()
    return Console(file=_Log(path, later), width=200, markup=False, emoji=False, highlight=False)  # type: ignore[arg-type]


def detached(run: Path, words: Sequence[str], log: Path | None, as_json: bool, **flags: str) -> int:
    """Go on with a run in a process of its own; the exit code of having begun it.

    Args:
        words: The command.
        log: The file for its words; None: `LOG`.
        flags: Options that may hold a key, which the environment shows to fewer people: `notify`, `trace`."""
    told = log or run / LOG
    words = [sys.executable, "-m", "seedbed", *words, "--log", str(told)]
    env = os.environ | {f"SEEDBED_{name.upper()}": value for name, value in flags.items() if value}
    none = subprocess.DEVNULL
    with told.open("ab") as file:  # a traceback, if there is one
        process = subprocess.Popen(
            words, stdin=none, stdout=file, stderr=file, start_new_session=True, env=env
        )
    folder, began = RunFolder(run), time.monotonic()
    while process.poll() is None and not folder.held() and time.monotonic() - began < _SOON:
        time.sleep(0.1)
    if as_json:
        more = {"process": process.pid, "running": process.returncode is None, "log": str(told)}
        print_json({"run": str(run), "exit_code": process.returncode or 0, **more})
    if process.returncode is None:
        tell(f"the build goes on by itself (process {process.pid}); its words are in {told}")
        tell(f"look on: seedbed attach {typed(run)}   end it: seedbed stop {typed(run)}")
        return 0
    tell(f"it ended at once; {told} says {'why' if process.returncode else 'how'}")
    return process.returncode


class Notifier:
    """Tells one place; what can't be told is said and stops nothing."""

    def __init__(self, place: str, run: Path, said: Callable[[str], None]) -> None:
        """Args:
        place: `http(s)://…`, or a command; empty: nobody is told.
        said: Hears why a message couldn't be sent.

        Raises:
            UserFault: the command isn't one, its program isn't there, or the address has no host."""
        self._place, self._run, self._said = place, Path(os.path.realpath(run)), said
        self._sending: list[threading.Thread] = []
        self._asked = False
        """Whether it was told that a person's yes is waited for, or that a person said no."""
        self._words: list[str] = []
        if place.startswith(("http://", "https://")):
            try:
                why = "" if httpx2.URL(place).host else "names no host"
            except httpx2.InvalidURL as error:
                why = f"is no address ({error})"
            if why:
                raise UserFault(f"{place!r} {why}", where="--notify", next_step="give a whole address")
        elif place:
            try:
                self._words = shlex.split(place)
            except ValueError as error:
                what, step = f"{place!r} is no command ({error})", "give an address (https://…) or a command"
                raise UserFault(what, where="--notify", next_step=step) from error
            if not self._words or shutil.which(self._words[0]) is None:
                step = "name a program that is there; no shell reads it, so what needs one is sh -c '…'"
                raise UserFault(f"{place!r} is no command", where="--notify", next_step=step)

    def __call__(self, event: str, told: str) -> None:
        """Send a message: `run` (its folder), `event` (one of `_WORDS`), `text`, `because`; that a yes is
        waited for once.

        A command finds them in SEEDBED_RUN, SEEDBED_EVENT, SEEDBED_TEXT, and as JSON on its stdin."""
        if not self._place or event not in _WORDS or (event == "awaiting approval" and self._asked):
            return
        self._asked |= event in ("awaiting approval", "paused")
        why = f" ({told})" if told not in ("", _WORDS[event]) else ""
        text = f"seedbed {self._run.name}: {_WORDS[event]}{why}"
        message = {"run": str(self._run), "event": event, "text": text, "because": told}
        thread = threading.Thread(target=self._send, args=(message, self._sending[-1:]), daemon=True)
        thread.start()
        self._sending.append(thread)

    def close(self) -> None:
        """Wait until the last message is out, or can't be."""
        for thread in self._sending:
            thread.join(_LONGEST + 1)  # and until it is said that it took too long

    def _send(self, message: dict[str, Any], before: Sequence[threading.Thread]) -> None:
        for last in before:  # else «goes on» may come before «stalled»
            last.join(_LONGEST)
        body = json.dumps(message).encode()
        try:
            if self._words:
                more = {f"SEEDBED_{name.upper()}": message[name] for name in ("run", "event", "text")}
                env = os.environ | more
                run = subprocess.run(self._words, input=body, env=env, timeout=_LONGEST, capture_output=True)
                if run.returncode:
                    why = run.stderr.decode(errors="replace").strip()[-_WORST:]
                    self._said(f"--notify: the command ended with {run.returncode}" + (why and f" ({why})"))
            else:
                headers = {"Content-Type": "application/json"}
                told = httpx2.post(self._place, content=body, headers=headers, timeout=_LONGEST)
                if not told.is_success:
                    self._said(f"--notify: nobody could be told (HTTP {told.status_code})")
        except subprocess.TimeoutExpired:
            self._said(f"--notify: the command didn't end within {_LONGEST:g} seconds, and was ended")
        except (OSError, ValueError, ImportError, subprocess.SubprocessError, httpx2.HTTPError) as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            self._said(f"--notify: nobody could be told ({why})")
