"""The process that has everything loaded and forks a child for each check, under limits.

Run by `pool.py`, alone and with one thread, so that a fork costs milliseconds and is safe; each check begins
in the same state. Time is kept by the kernel: both timers end the child by their default action, in the
middle of C code if need be. The limits bound a program that we wrote; they are no sandbox for programs of
others (`sandbox/` is)."""

import gc
import importlib
import json
import math
import os
import random
import resource
import select
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import NoReturn, TypeAlias

from seedbed.memory.errors import ToolFault

Job: TypeAlias = Callable[..., tuple[bool, str, str]]
"""Takes texts, gives (ok, result, reason); raises ToolFault for what it refuses."""

IDLE = 600.0
"""Seconds without a request after which the process ends; the pool starts another."""
WALL = 1.6
"""Seconds on the clock for each second of the limit: other programs need the cores too."""
MEMORY = 256 * 2**20
"""Bytes of address space that one check may add to what is loaded, where its table says no other number."""
MAX_OUTPUT = 40_000
"""Longest text that is sent back, in characters; as above."""
_EXHAUSTED = 4
"""Exit code of a child that had no memory left even for an answer."""
_FILES = 64
_LONGEST_REASON = 300
_ENDS = {
    -signal.SIGPROF: ("time", "used up its CPU time"),
    -signal.SIGXCPU: ("time", "used up its CPU time"),
    -signal.SIGALRM: ("time", "wasn't done in time"),
    _EXHAUSTED: ("memory", "used up its memory"),
}


def main(table: str) -> None:
    """Load the jobs of module `table`, say `ready` on stdout, answer the lines of stdin until EOF or IDLE."""
    # Whatever the caller ignored or blocked was inherited: the limits rest on the default actions.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in (signal.SIGCHLD, signal.SIGALRM, signal.SIGPROF, signal.SIGXCPU, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    module = importlib.import_module(table)
    module.warm()
    gc.collect()
    gc.freeze()
    requests, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    os.write(answers, b"ready\n")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    while select.select([requests], [], [], IDLE)[0] and (line := requests.readline()):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(answers)
            _serve(module, line, writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        if code := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
            state, reason = _ENDS.get(code, ("died", f"the process ended by {how}"))
            said = json.dumps((state, False, "", reason)).encode("ascii")
        os.write(answers, said + b"\n")


# in the child --------------------------------------------------------------------------------------------


def _serve(table: ModuleType, line: bytes, writing: int) -> NoReturn:
    code = 1
    try:
        for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
            _limit(kind, 0)
        _limit(resource.RLIMIT_NOFILE, _FILES)
        random.seed(0)  # Python seeds it anew at each fork
        job, texts, limit = json.loads(line)
        bounds = getattr(table, "MEMORY", MEMORY), getattr(table, "MAX_OUTPUT", MAX_OUTPUT)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(_judged(table.JOBS[job], texts, limit, *bounds)).encode("ascii"))
        code = 0
    except MemoryError:
        code = _EXHAUSTED
    finally:
        os._exit(code)


def _judged(
    job: Job, texts: Sequence[str], limit: float, memory: int, most: int
) -> tuple[str, bool, str, str]:
    """The verdict on texts. Whatever a job raises is one: the engine's own faults too are data."""
    _limit(resource.RLIMIT_AS, _address_space() + memory)
    _limit(resource.RLIMIT_CPU, math.ceil(limit) + 1)  # in case a timer fails
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.setitimer(signal.ITIMER_REAL, limit * WALL)
    try:
        ok, result, reason = job(*texts)
    except BaseException as fault:  # noqa: BLE001 - see above
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))  # an answer needs a little memory too
        match fault:
            case ToolFault():
                return "refused", False, "", str(fault)[:most]
            case MemoryError():
                return "memory", False, "", "used up its memory"
            case RecursionError():
                return "refused", False, "", "nested too deep to be computed"
        said = f"a fault of the engine, {type(fault).__name__}: {fault}"
        return "died", False, "", said[:_LONGEST_REASON]
    if len(result) > most:
        said = f"a result of {len(result):,} characters; at most {most:,} are told"
        return "refused", False, "", said
    return "done", ok, result, reason[:most]


def _limit(kind: int, value: int) -> None:
    """Lower a soft limit; a hard limit that is lower still holds."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _address_space() -> int:
    """Bytes of address space in use; where /proc is missing, the peak of resident memory."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: bytes
    return pages * resource.getpagesize()
