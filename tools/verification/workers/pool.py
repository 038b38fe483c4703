"""A pool of lanes for any number of threads: first come, first served, no polling.

It does not know how a check is run (`host.py`) nor what it is about (`jobs.py`).
"""

import os
import threading
from collections import deque
from concurrent.futures import CancelledError, Future
from itertools import count

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.workers.host import Broken, Host, Lane, Late, exchange, start
from seedbed.tools.verification.workers.wire import LIMIT, MAX_INPUT, Checked, Request

MOST_LANES = 4
MOST_SECONDS = 600
_ATTEMPTS = 3


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
        self._lock = threading.Lock()
        self._host: Host | None = None
        self._free: deque[Lane] = deque()
        self._waiting: deque[Future[Lane]] = deque()
        self._numbers = count(1)
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
        for _ in range(_ATTEMPTS):
            lane = self._take()
            try:
                return exchange(lane, Request(next(self._numbers), job, texts, limit))
            except Broken:
                self._replace(lane.host)
            except Late:
                self._replace(lane.host)
                return Checked("time", False, "", "the process didn't answer, nor did it end")
            finally:
                self._give(lane)
        return Checked("died", False, "", "the processes that were asked ended without an answer")

    def close(self) -> None:
        """End the processes. Checks under way, and later ones, raise RuntimeError."""
        with self._lock:
            self._closed = True
            self._shut()
            while self._waiting:
                self._waiting.popleft().cancel()

    def forget(self) -> None:
        """In a fork of the caller: the processes stay the caller's, and this pool is of no more use."""
        if self._host:
            self._host.forget()

    @property
    def processes(self) -> int | None:
        """The id of the process group that runs the checks, None before the first."""
        return self._host.process.pid if self._host else None

    @property
    def load(self) -> tuple[int, int]:
        """How many lanes are free, and how many checks wait for one."""
        with self._lock:
            return len(self._free), len(self._waiting)

    def _take(self) -> Lane:
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool of checks is closed")
            if self._host is None:
                self._open()
            if self._free:
                return self._free.popleft()
            future: Future[Lane] = Future()
            self._waiting.append(future)
        try:
            return future.result()
        except CancelledError:
            raise RuntimeError("the pool of checks was closed") from None
        except BaseException:
            with self._lock:
                gone = future.cancel()
                if gone and future in self._waiting:
                    self._waiting.remove(future)
            if not gone:
                self._give(future.result())
            raise

    def _give(self, lane: Lane) -> None:
        with self._lock:
            if lane.host is self._host:
                self._hand_out(lane)
            else:
                lane.socket.close()

    def _hand_out(self, lane: Lane) -> None:
        while self._waiting:
            future = self._waiting.popleft()
            if future.set_running_or_notify_cancel():
                future.set_result(lane)
                return
        self._free.append(lane)

    def _open(self) -> None:
        try:
            self._host = start(self._table, self._size)
        except UserFault as fault:
            while self._waiting:
                self._waiting.popleft().set_exception(fault)
            raise
        for lane in self._host.lanes:
            self._hand_out(lane)

    def _shut(self) -> None:
        """End the host. Lanes that are in use are closed when they are given back."""
        if self._host:
            self._host.kill()
            self._host = None
        while self._free:
            self._free.pop().socket.close()

    def _replace(self, broken: Host) -> None:
        """Put a new host in the place of one that doesn't answer, once, whoever notices first."""
        with self._lock:
            if self._host is broken and not self._closed:
                self._shut()
                self._open()
