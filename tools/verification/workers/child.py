"""A forked child: reads one request, does the job under limits, answers, and ends.

Time is kept by the kernel: both timers end the process by their default action, in the middle of C code if
need be. It does not know who asks, nor what a job computes. The limits bound a program that we wrote; they
are no sandbox for programs of others (`sandbox/` is).
"""

import math
import random
import resource
import signal
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from seedbed.memory.errors import ToolFault
from seedbed.tools.verification.workers.wire import (
    MEMORY,
    WALL,
    Checked,
    Job,
    Request,
    answer_line,
    read_request,
)

ENDED = 3
"""Exit code: nobody will ask any more."""
EXHAUSTED = 4
"""Exit code: no memory was left even for an answer."""
_FILES = 64
_LONGEST_REASON = 300


def serve(lane: socket.socket, jobs: Mapping[str, Job], note: Callable[[int], None]) -> int:
    """Answer one request from `lane`; returns the exit code. `note` is told the request's number."""
    _bound_process()
    random.seed(0)  # after a fork Python makes it random again
    line = _read_line(lane)
    if not line:
        return ENDED
    request = read_request(line)
    note(request.number)
    try:
        lane.sendall(answer_line(request.number, _checked(request, jobs)))
    except MemoryError:
        return EXHAUSTED
    except ConnectionError:
        return ENDED
    return 0


def _read_line(lane: socket.socket) -> bytes:
    """Up to the newline; empty at EOF. A caller sends nothing more before it has its answer."""
    pieces: list[bytes] = []
    while not pieces or not pieces[-1].endswith(b"\n"):
        try:
            piece = lane.recv(65536)
        except ConnectionError:
            return b""
        if not piece:
            return b""
        pieces.append(piece)
    return b"".join(pieces)


def _checked(request: Request, jobs: Mapping[str, Job]) -> Checked:
    verdict = _Verdict()
    _set_clocks(request.limit)
    with verdict:
        ok, result, reason = jobs[request.job](*request.texts)
        verdict.checked = Checked("done", ok, result, reason)
    _set_clocks(0)
    return verdict.checked


class _Verdict:
    """Makes a verdict of whatever a job raises: the engine's own faults too are data for the caller."""

    def __init__(self) -> None:
        self.checked = Checked("died", False, "", "")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if fault is None or kind is None:
            return False
        _lift_memory()
        if isinstance(fault, ToolFault):
            self.checked = Checked("refused", False, "", str(fault))
        elif isinstance(fault, MemoryError):
            self.checked = Checked("memory", False, "", "used up its memory")
        elif isinstance(fault, RecursionError):
            self.checked = Checked("refused", False, "", "nested too deep to be computed")
        else:
            said = f"{kind.__name__}: {fault}"[:_LONGEST_REASON]
            self.checked = Checked("died", False, "", f"a fault of the engine, {said}")
        return True


def _set_clocks(limit: float) -> None:
    """Start both clocks, or stop them (0). SIGPROF and SIGALRM end the process."""
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.setitimer(signal.ITIMER_REAL, limit * WALL)
    if limit:  # in case a timer fails; whole seconds only
        _limit(resource.RLIMIT_CPU, math.ceil(limit) + 1)


def _bound_process() -> None:
    """Memory, files, processes: no more than a computation needs. Files can't be written at all."""
    _limit(resource.RLIMIT_AS, _address_space() + MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _FILES)
    _limit(resource.RLIMIT_NPROC, 0)


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
