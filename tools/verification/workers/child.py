"""A forked child: reads a request, does the job under limits, answers; ends when a job was heavy.

Time is kept by the kernel: both timers end the process by their default action, in the middle of C code if
need be. It does not know who asks, nor what a job computes. The limits bound a program that we wrote; they
are no sandbox for programs of others (`sandbox/` is).
"""

import math
import random
import resource
import signal
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

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
MOST_CHECKS = 200
"""Checks that one child answers; then a fresh one takes its place."""
LIGHT = 0.02
"""Seconds of CPU time. A check that took more may have left much behind: the child ends after it."""
_FILES = 64
_LONGEST_REASON = 300
Note: TypeAlias = Callable[[int], None]


def serve(lane: socket.socket, jobs: Mapping[str, Job], reset: Callable[[], None], note: Note) -> int:
    """Answer requests from `lane`, each from the same state; returns the exit code.

    `reset` forgets what a job remembers. `note` is told the number of the request in hand, 0 for none.
    """
    _bound_process()
    for _ in range(MOST_CHECKS):
        reset()
        random.seed(0)
        _limit(resource.RLIMIT_AS, _address_space() + MEMORY)
        line = _read_line(lane)
        if not line:
            return ENDED
        request = read_request(line)
        note(request.number)
        began = time.process_time()
        verdict = _judged(request, jobs)
        try:
            lane.sendall(answer_line(request.number, verdict.checked))
        except MemoryError:
            return EXHAUSTED
        except ConnectionError:
            return ENDED
        note(0)
        if not verdict.sound or time.process_time() - began > LIGHT:
            break
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


def _judged(request: Request, jobs: Mapping[str, Job]) -> "_Verdict":
    verdict = _Verdict()
    _set_clocks(request.limit)
    with verdict:
        ok, result, reason = jobs[request.job](*request.texts)
        verdict.checked = Checked("done", ok, result, reason)
    _set_clocks(0)
    return verdict


class _Verdict:
    """Makes a verdict of whatever a job raises: the engine's own faults too are data for the caller."""

    def __init__(self) -> None:
        self.checked = Checked("died", False, "", "")
        self.sound = True
        """Whether nothing was broken off in the middle."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if fault is None or kind is None:
            return False
        _lift_memory()
        self.sound = isinstance(fault, ToolFault) and not isinstance(
            fault.__context__, RecursionError | MemoryError
        )
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
        _limit(resource.RLIMIT_CPU, math.ceil(time.process_time() + limit) + 1)


def _bound_process() -> None:
    """Files, processes: no more than a computation needs. Files can't be written at all."""
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
