"""A pool of warm processes for any number of threads: each check gets a verdict, whatever its text.

The processes are started by exec, never by forking the caller: nothing of its memory, files or environment
goes along, and its `__main__` isn't imported again. JSON lines go over pipes, never pickle. What runs at
the other end is `worker.py`; what a check is about, `equivalence.py` (and `knowledge/formats/extract.py`)."""

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from seedbed.memory.errors import UserFault

LIMIT = 1.0
"""Seconds of CPU time that one check may use."""
MOST_PROCESSES = 4
_ATTEMPTS = 3
_START = (
    "import json, sys; first, last = json.loads(sys.argv[1]); "
    "sys.path[:0] = [p for p in first if p not in sys.path]; "
    "sys.path += [p for p in last if p not in sys.path]; "
    "from seedbed.tools.verification.workers import worker; "
    "worker.main(sys.argv[2])"
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


@dataclass(frozen=True, slots=True)
class Checked:
    """How a check ended.

    `done`: `ok` says whether the texts are equivalent (always true of a computation), `result` is the
    computed text. Otherwise `ok` is False and `reason` one line: `refused` says what can't be read and where,
    `time` and `memory` name the limit, `died` what ended the process or the fault of the engine."""

    state: str
    ok: bool
    result: str
    reason: str


class Pool:
    """Runs named jobs in warm processes. Starts them as they are needed; safe to use from many threads."""

    def __init__(self, table: str, size: int = 0) -> None:
        """`table` names the module with JOBS and `warm`; `size` 0 is a process a core, at most four."""
        self._table = table
        self._free: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()
        for _ in range(size or min(os.cpu_count() or 1, MOST_PROCESSES)):
            self._free.put(None)
        self.processes: set[subprocess.Popen[bytes]] = set()
        """Those that run."""
        self._closed = False

    def run(self, job: str, *texts: str, limit: float = LIMIT) -> Checked:
        """Do `job` with `texts` within `limit` seconds of CPU time; the wait for a process isn't counted.
        Raises UserFault: the processes can't be started."""
        request = json.dumps([job, texts, limit]).encode("ascii") + b"\n"
        for _ in range(_ATTEMPTS):
            process, answer = self._free.get(), None
            try:
                process = process or self._started()
                answer = _answered(process, request)
            finally:
                if process is not None and answer is None:  # broken off: an answer may still come from it
                    self._end(process)
                self._free.put(process if answer is not None else None)
            if answer is not None:
                return answer
        return Checked("died", False, "", "the processes that were asked ended without an answer")

    def close(self) -> None:
        """End the processes. Checks under way, and later ones, raise RuntimeError."""
        self._closed = True
        for process in tuple(self.processes):
            self._end(process)

    def _started(self) -> "subprocess.Popen[bytes]":
        """A process that has loaded the jobs. Raises UserFault."""
        if self._closed:
            raise RuntimeError("the pool of checks is closed")
        if not hasattr(os, "fork"):
            said = "checks run in forked processes, which this system doesn't have"
            raise UserFault(said, next_step="use Linux, macOS, or WSL on Windows")
        # Where seedbed lies comes first, the rest of our paths last: so a file beside the user's script never
        # takes the place of a library in the worker.
        own = Path(str(sys.modules["seedbed"].__file__)).resolve().parent.parent
        paths = json.dumps([[str(own)], [os.path.abspath(path) for path in sys.path]])
        process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-c", _START, paths, self._table],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_ENVIRONMENT | {name: os.environ[name] for name in _KEPT if name in os.environ},
            cwd="/",
            start_new_session=True,  # Ctrl-C in the terminal is the caller's affair
        )
        self.processes.add(process)
        assert process.stdout and process.stderr
        if process.stdout.readline() == b"ready\n" and not self._closed:
            return process
        last = process.stderr.read().decode(errors="replace").strip().rpartition("\n")[2]
        self._end(process)
        said = f"the process that runs the checks doesn't start: {last[:300] or 'it said nothing'}"
        raise UserFault(said, next_step="run `make setup` or install seedbed again")

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        self.processes.discard(process)
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with suppress(OSError):  # a request that was never read
                assert pipe
                pipe.close()


def _answered(process: "subprocess.Popen[bytes]", request: bytes) -> Checked | None:
    """Its answer; None when the process is gone."""
    assert process.stdin and process.stdout
    with suppress(OSError, ValueError):  # it ended, maybe in the middle of a line; or the pipes were closed
        process.stdin.write(request)
        process.stdin.flush()
        return Checked(*json.loads(process.stdout.readline()))
    return None


_shared: dict[str, Pool] = {}


def shared_pool(table: str) -> Pool:
    """The pool of those jobs that everything in this program shares, made when it is first needed."""
    return _shared.get(table) or _shared.setdefault(table, Pool(table))


@atexit.register
def end_shared() -> None:
    """End the shared pools; a later check starts them anew."""
    while _shared:
        _shared.popitem()[1].close()


def _leave_to_parent() -> None:
    """A fork of this program gets pools of its own; the processes stay its parent's."""
    for pool in _shared.values():
        pool.processes.clear()
    _shared.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)
