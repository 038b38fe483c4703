"""The process that has everything loaded and forks a child for each check, under limits.

Run by `pool.py`, alone and with one thread, so that a fork costs milliseconds and is safe. Each check begins
in the same state, and what it leaves behind ends with it. Time is kept by the kernel: both timers end the
child by their default action, in the middle of C code if need be. The limits bound a program that we wrote;
they are no sandbox for programs of others (`sandbox/` is).
"""

import gc
import importlib
import json
import math
import os
import random
import resource
import selectors
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from seedbed.memory.errors import ToolFault

Job: TypeAlias = Callable[..., tuple[bool, str, str]]
"""Takes texts, gives (ok, result, reason); raises ToolFault for what it refuses."""

WALL = 1.6
"""Seconds on the clock for each second of the limit: other programs need the cores too."""
GRACE = 0.8
"""Seconds after which a child is no longer waited for that the kernel should have ended."""
MEMORY = 256 * 2**20
"""Bytes of address space that one check may add to what is loaded."""
MAX_OUTPUT = 40_000
"""Longest text that is sent back, in characters."""
_EXHAUSTED = 4
"""Exit code of a child that had no memory left even for an answer."""
_FILES = 64
_LONGEST_REASON = 300
_OUT_OF_TIME = {
    signal.SIGPROF: "used up its CPU time",
    signal.SIGXCPU: "used up its CPU time",
    signal.SIGALRM: "wasn't done in time",
}


@dataclass(slots=True)
class _Child:
    """One check under way."""

    lane: socket.socket
    process: int
    until: float
    received: bytearray = field(default_factory=bytearray)
    late: bool = False


def main(table: str, lanes: Sequence[int]) -> None:
    """Load the jobs of module `table`, say `ready` on stdout, and serve the sockets `lanes` until EOF."""
    _own_signals()
    module = importlib.import_module(table)
    module.warm()
    gc.collect()
    gc.freeze()
    sockets = [socket.socket(fileno=lane) for lane in lanes]
    os.write(1, b"ready\n")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    children: dict[int, _Child] = {}
    try:
        _serve(sockets, module.JOBS, children)
    except ConnectionError:
        pass  # the caller is gone
    finally:
        for child in children.values():
            os.kill(child.process, signal.SIGKILL)


def _own_signals() -> None:
    """Whatever the caller ignored or blocked was inherited: the limits rest on the default actions."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in (signal.SIGCHLD, signal.SIGALRM, signal.SIGPROF, signal.SIGXCPU, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _serve(lanes: Sequence[socket.socket], jobs: Mapping[str, Job], children: dict[int, _Child]) -> None:
    """Fork for each request, send each answer; returns when the caller is gone. `children` go by pipe."""
    with selectors.DefaultSelector() as selector:
        for lane in lanes:
            selector.register(lane, selectors.EVENT_READ)
        while True:
            first = min((child.until for child in children.values()), default=math.inf)
            wait = None if first == math.inf else max(0.0, first - time.monotonic())
            for key, _ in selector.select(wait):
                if isinstance(key.fileobj, socket.socket):
                    if not (line := _read_line(key.fileobj)):
                        return
                    pipe, child = _forked(key.fileobj, lanes, jobs, json.loads(line))
                    children[pipe] = child
                    selector.register(pipe, selectors.EVENT_READ)
                elif piece := os.read(key.fd, 65536):
                    children[key.fd].received += piece
                else:
                    selector.unregister(key.fd)
                    os.close(key.fd)
                    child = children.pop(key.fd)
                    child.lane.sendall(_answer(child))
            for child in children.values():
                if time.monotonic() >= child.until:
                    os.kill(child.process, signal.SIGKILL)
                    child.until, child.late = math.inf, True


def _read_line(lane: socket.socket) -> bytes:
    """Up to the newline; empty at EOF. A caller sends nothing more before it has its answer."""
    line = bytearray()
    while not line.endswith(b"\n"):
        piece = lane.recv(65536)
        if not piece:
            return b""
        line += piece
    return bytes(line)


def _forked(
    lane: socket.socket, lanes: Sequence[socket.socket], jobs: Mapping[str, Job], request: Sequence[Any]
) -> tuple[int, _Child]:
    job, texts, limit = request
    inlet, outlet = os.pipe()
    process = os.fork()
    if process:
        os.close(outlet)
        return inlet, _Child(lane, process, time.monotonic() + limit * WALL + GRACE)
    code = 1
    try:
        for one in lanes:
            one.close()
        answer = _line(_judged(jobs[job], texts, limit))
        while answer:
            answer = answer[os.write(outlet, answer) :]
        code = 0
    except MemoryError:
        code = _EXHAUSTED
    finally:
        os._exit(code)


def _answer(child: _Child) -> bytes:
    """What a child said; or, of one that couldn't say it, how it ended."""
    code = os.waitstatus_to_exitcode(os.waitpid(child.process, 0)[1])
    if code == 0:
        return bytes(child.received)
    if child.late:
        return _line(["time", False, "", "the process didn't answer, nor did it end"])
    if -code in _OUT_OF_TIME:
        return _line(["time", False, "", _OUT_OF_TIME[signal.Signals(-code)]])
    if code == _EXHAUSTED:
        return _line(["memory", False, "", "used up its memory"])
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return _line(["died", False, "", f"the process ended by {how}"])


def _line(verdict: Sequence[Any]) -> bytes:
    return json.dumps(verdict).encode("ascii") + b"\n"


# in the child --------------------------------------------------------------------------------------------


def _judged(job: Job, texts: Sequence[str], limit: float) -> list[Any]:
    """The verdict on texts. Whatever a job raises is one: the engine's own faults too are data."""
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NPROC, 0)):
        _limit(kind, most)
    _limit(resource.RLIMIT_NOFILE, _FILES)
    _limit(resource.RLIMIT_AS, _address_space() + MEMORY)
    _limit(resource.RLIMIT_CPU, math.ceil(time.process_time() + limit) + 1)  # in case a timer fails
    random.seed(0)  # Python seeds it anew at each fork
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.setitimer(signal.ITIMER_REAL, limit * WALL)
    try:
        verdict: list[Any] = ["done", *job(*texts)]
    except BaseException as fault:  # noqa: BLE001 - see above
        _lift_memory()
        verdict = [*_told(fault)]
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    if (size := len(verdict[2])) > MAX_OUTPUT:
        said = f"a result of {size:,} characters; at most {MAX_OUTPUT:,} are told"
        return ["refused", False, "", said]
    return [*verdict[:3], verdict[3][:MAX_OUTPUT]]


def _told(fault: BaseException) -> tuple[str, bool, str, str]:
    if isinstance(fault, ToolFault):
        return "refused", False, "", str(fault)
    if isinstance(fault, MemoryError):
        return "memory", False, "", "used up its memory"
    if isinstance(fault, RecursionError):
        return "refused", False, "", "nested too deep to be computed"
    return "died", False, "", f"a fault of the engine, {type(fault).__name__}: {fault}"[:_LONGEST_REASON]


def _limit(kind: int, value: int) -> None:
    """Lower a soft limit; a hard limit that is lower still holds."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _lift_memory() -> None:
    """An answer needs a little memory too."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _address_space() -> int:
    """Bytes of address space in use; where /proc is missing, the peak of resident memory."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: bytes
    return pages * resource.getpagesize()
