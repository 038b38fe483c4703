"""The caller's end: starts a zygote by exec, never by forking the caller, and talks to its children.

A program with threads, an event loop or open databases may use it: nothing of the caller's memory, files or
environment goes along, and its `__main__` isn't imported again. It does not know who waits for which lane.
"""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.workers.wire import GRACE, WALL, Checked, Request, read_answer, request_line

_START = (
    "import json, sys; first, last = json.loads(sys.argv[1]); "
    "sys.path[:0] = [p for p in first if p not in sys.path]; "
    "sys.path += [p for p in last if p not in sys.path]; "
    "from seedbed.tools.verification.workers import zygote; "
    "zygote.main(sys.argv[2], [int(lane) for lane in sys.argv[3:]])"
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


class Broken(Exception):
    """The process at the other end is gone: the host must be replaced, the request may be sent again."""


class Late(Exception):
    """The process at the other end outlived its own limits: the host must be replaced."""


@dataclass(slots=True, eq=False)
class Lane:
    """A socket to one child after the other."""

    host: "Host"
    socket: socket.socket
    owed: int = 0
    """Number of a request whose answer nobody waited for."""
    received: bytearray = field(default_factory=bytearray)


class Host:
    """One zygote and its lanes."""

    def __init__(self, process: "subprocess.Popen[bytes]", sockets: list[socket.socket]) -> None:
        self.process = process
        self.lanes = deque(Lane(self, end) for end in sockets)
        self._every_lane = tuple(self.lanes)

    def kill(self) -> None:
        """End every process of this host and wake who waits for an answer; who holds a lane closes it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for lane in self._every_lane:
            with suppress(OSError):
                lane.socket.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        """Close every lane. In a fork of the caller the process is the caller's: nothing is waited for."""
        self.process.returncode = self.process.returncode or 0
        for lane in self._every_lane:
            lane.socket.close()


def start(table: str, size: int) -> Host:
    """A host whose zygote has loaded the jobs of module `table`, with `size` lanes.

    Raises:
        UserFault: no fork on this system, or the zygote doesn't come up.
    """
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
    host = Host(process, [own for own, _ in pairs])
    _await_ready(host)
    return host


def _paths() -> str:
    """Where modules are looked for, as JSON: where seedbed lies comes first, the rest of ours last.

    So a file beside the user's script never takes the place of a library in the zygote.
    """
    own = Path(str(sys.modules["seedbed"].__file__)).resolve().parent.parent
    return json.dumps([[str(own)], [os.path.abspath(path) for path in sys.path]])


def _await_ready(host: Host) -> None:
    process = host.process
    assert process.stdout and process.stderr
    with process.stdout, process.stderr, selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        try:
            selector.select(_PATIENCE)
            os.set_blocking(process.stdout.fileno(), False)
            if process.stdout.read() == b"ready\n":
                return
        except BaseException:
            host.kill()
            host.forget()
            raise
        host.kill()
        host.forget()
        last = process.stderr.read().decode(errors="replace").strip().rpartition("\n")[2]
    raise UserFault(
        f"the process that runs the checks doesn't start: {last[:300] or 'it said nothing'}",
        next_step="run `make setup` or install seedbed again",
    )


def exchange(lane: Lane, request: Request) -> Checked:
    """Send a request and wait for its answer. Raises Broken and Late."""
    if lane.owed:
        try:
            _receive(lane, lane.owed, _longest(request.limit))
        except Late as fault:
            raise Broken from fault
    lane.owed = request.number
    try:
        lane.socket.settimeout(_longest(request.limit))
        lane.socket.sendall(request_line(request))
    except OSError as fault:
        raise Broken from fault
    checked = _receive(lane, request.number, _longest(request.limit))
    lane.owed = 0
    return checked


def _longest(limit: float) -> float:
    return limit * WALL + GRACE


def _receive(lane: Lane, number: int, seconds: float) -> Checked:
    lane.socket.settimeout(seconds)
    while True:
        line, newline, rest = lane.received.partition(b"\n")
        if newline:
            lane.received = rest
            checked = read_answer(bytes(line), number)
            if checked is not None:
                return checked
            continue
        try:
            piece = lane.socket.recv(65536)
        except TimeoutError as fault:
            raise Late from fault
        except OSError as fault:
            raise Broken from fault
        if not piece:
            raise Broken
        lane.received += piece
