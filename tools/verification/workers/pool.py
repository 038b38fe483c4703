"""A pool of lanes to warm processes, for any number of threads: each check gets a verdict, whatever its text.

The processes are started by exec, never by forking the caller: nothing of its memory, files or environment
goes along, and its `__main__` isn't imported again. JSON lines go over a socket, never pickle. What runs at
the other end is `worker.py`; what a check is about, `jobs.py`.
"""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seedbed.memory.errors import UserFault

State = Literal["done", "refused", "time", "memory", "died"]

LIMIT = 1.0
"""Seconds of CPU time that one check may use."""
MAX_INPUT = 10_000
"""Longest text that is sent to a worker, in characters."""
MOST_LANES = 4
MOST_SECONDS = 600
_ATTEMPTS = 3
_START = (
    "import json, sys; first, last = json.loads(sys.argv[1]); "
    "sys.path[:0] = [p for p in first if p not in sys.path]; "
    "sys.path += [p for p in last if p not in sys.path]; "
    "from seedbed.tools.verification.workers import worker; "
    "worker.main(sys.argv[2], [int(lane) for lane in sys.argv[3:]])"
)
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",  # what sympy prints may depend on the order of sets
    "PYTHONUTF8": "1",
    "LC_ALL": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
_KEPT = ("LD_LIBRARY_PATH", "PYTHONHOME")
"""Settings of the caller's environment without which some interpreters don't start."""
_PATIENCE = 90.0
"""Seconds that a start may take: a cold disk and a busy machine."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How a check ended.

    `done`: `ok` says whether the texts are equivalent (always true of a computation), `result` is the
    computed text. Otherwise `ok` is False and `reason` one line: `refused` says what can't be read and where,
    `time` and `memory` name the limit, `died` what ended the process or the fault of the engine.
    """

    state: State
    ok: bool
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Lane:
    process: "subprocess.Popen[bytes]"
    socket: socket.socket


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """Runs named jobs in warm processes. Starts at the first check; safe to use from many threads at once."""

    def __init__(self, table: str, size: int = 0) -> None:
        """`table` names the module with JOBS and `warm`; `size` 0 is a lane for each core, at most four."""
        self._table = table
        self._size = size or min(cores(), MOST_LANES)
        self._changed = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._free: list[_Lane] = []
        self._closed = False

    def run(self, job: str, *texts: str, limit: float = LIMIT) -> Checked:
        """Do `job` with `texts` within `limit` seconds of CPU time; the wait for a free lane isn't counted.

        Raises:
            UserFault: the processes can't be started.
            ValueError: a limit that is none.
        """
        if not 0 < limit <= MOST_SECONDS:
            raise ValueError(f"a limit of {limit} seconds; from 0 to {MOST_SECONDS} can be kept")
        longest = max(map(len, texts), default=0)
        if longest > MAX_INPUT:
            told = f"a text of {longest:,} characters; at most {MAX_INPUT:,} are read"
            return Checked("refused", False, "", told)
        request = json.dumps([job, texts, limit]).encode("ascii") + b"\n"
        for _ in range(_ATTEMPTS):
            lane = self._take()
            answer = b""
            try:
                answer = _answered(lane.socket, request)
            finally:  # without an answer, whatever broke it off, one may still come on this lane
                self._give(lane, sound=bool(answer))
            if answer:
                return Checked(*json.loads(answer))
        return Checked("died", False, "", "the processes that were asked ended without an answer")

    def close(self) -> None:
        """End the processes. Checks under way, and later ones, raise RuntimeError."""
        with self._changed:
            self._closed = True
            self._shut()

    def forget(self) -> None:
        """In a fork of the caller: the processes stay the caller's, and this pool is of no more use."""
        if self._process:
            self._process.returncode = self._process.returncode or 0
            while self._free:
                self._free.pop().socket.close()

    @property
    def processes(self) -> int | None:
        """The id of the process group that runs the checks, None before the first."""
        return self._process.pid if self._process else None

    def _take(self) -> _Lane:
        with self._changed:
            while True:
                if self._closed:
                    raise RuntimeError("the pool of checks is closed")
                if self._process is None:
                    self._process, self._free = _started(self._table, self._size)
                    self._changed.notify_all()
                if self._free:
                    return self._free.pop()
                self._changed.wait()

    def _give(self, lane: _Lane, sound: bool) -> None:
        with self._changed:
            if lane.process is not self._process:
                lane.socket.close()
            elif sound:
                self._free.append(lane)
                self._changed.notify()
            else:
                lane.socket.close()
                self._shut()

    def _shut(self) -> None:
        """End the processes. Lanes that are in use hear it, and are closed when they are given back."""
        if self._process:
            _ended(self._process)
        self._process = None
        while self._free:
            self._free.pop().socket.close()
        self._changed.notify_all()


def _answered(lane: socket.socket, request: bytes) -> bytes:
    """The line that comes back; empty when the process at the other end is gone."""
    received = bytearray()
    try:
        lane.sendall(request)
        while not received.endswith(b"\n"):
            piece = lane.recv(65536)
            if not piece:
                return b""
            received += piece
    except OSError:
        return b""
    return bytes(received)


def _started(table: str, size: int) -> "tuple[subprocess.Popen[bytes], list[_Lane]]":
    """A process that has loaded the jobs of module `table`, and `size` lanes to it. Raises UserFault."""
    if not hasattr(os, "fork"):
        raise UserFault(
            "checks run in forked processes, which this system doesn't have",
            next_step="use Linux, macOS, or WSL on Windows",
        )
    pairs = [socket.socketpair() for _ in range(size)]
    theirs = [child.fileno() for _, child in pairs]
    try:
        process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-c", _START, _paths(), table, *map(str, theirs)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=theirs,
            env=_ENVIRONMENT | {name: os.environ[name] for name in _KEPT if name in os.environ},
            cwd="/",
            start_new_session=True,  # Ctrl-C in the terminal is the caller's affair
        )
    finally:
        for _, child in pairs:
            child.close()
    lanes = [_Lane(process, own) for own, _ in pairs]
    try:
        _await_ready(process)
    except BaseException:
        for lane in lanes:
            lane.socket.close()
        raise
    return process, lanes


def _paths() -> str:
    """Where modules are looked for, as JSON: where seedbed lies comes first, the rest of ours last.

    So a file beside the user's script never takes the place of a library in the worker.
    """
    own = Path(str(sys.modules["seedbed"].__file__)).resolve().parent.parent
    return json.dumps([[str(own)], [os.path.abspath(path) for path in sys.path]])


def _await_ready(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdout and process.stderr
    with process.stdout, process.stderr, selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        try:
            selector.select(_PATIENCE)
            os.set_blocking(process.stdout.fileno(), False)
            if process.stdout.read() == b"ready\n":
                return
        except BaseException:
            _ended(process)
            raise
        _ended(process)
        last = process.stderr.read().decode(errors="replace").strip().rpartition("\n")[2]
    raise UserFault(
        f"the process that runs the checks doesn't start: {last[:300] or 'it said nothing'}",
        next_step="run `make setup` or install seedbed again",
    )


def _ended(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
