"""The process that has everything loaded and forks the children that check, ahead of the checks.

Run by `host.py`, alone and with one thread, so that a fork costs milliseconds and is safe. A child answers
its caller itself; the zygote speaks only for a child that was ended. It does not know what the jobs do.
"""

import gc
import importlib
import mmap
import os
import signal
import socket
import struct
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from seedbed.tools.verification.workers.child import ENDED, EXHAUSTED, serve
from seedbed.tools.verification.workers.wire import Checked, Job, answer_line

_OUT_OF_TIME = {
    signal.SIGPROF: "used up its CPU time",
    signal.SIGXCPU: "used up its CPU time",
    signal.SIGALRM: "wasn't done in time",
}
_MOST_UNASKED = 50
"""Children in a row that may die before they were asked anything; more, and the machine is at fault."""
_NUMBER = struct.Struct("=Q")


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
    _Nursery(sockets, module.JOBS, module.reset).tend()


def _own_signals() -> None:
    """Whatever the caller ignored or blocked was inherited: the limits rest on the default actions."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in (signal.SIGCHLD, signal.SIGALRM, signal.SIGPROF, signal.SIGXCPU, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Nursery:
    """One living child for each lane."""

    def __init__(
        self, lanes: Sequence[socket.socket], jobs: Mapping[str, Job], reset: Callable[[], None]
    ) -> None:
        self._lanes, self._jobs, self._reset = lanes, jobs, reset
        self._numbers = mmap.mmap(-1, _NUMBER.size * len(lanes))  # shared with the children
        self._lane_of: dict[int, int] = {}
        self._unasked = 0

    def tend(self) -> None:
        """Replace every child that ends; return when the caller is gone or nothing lives for long."""
        for lane in range(len(self._lanes)):
            self._fork(lane)
        while self._unasked < _MOST_UNASKED:
            child, status = os.waitpid(-1, 0)
            lane = self._lane_of.pop(child)
            code = os.waitstatus_to_exitcode(status)
            if code == ENDED:
                break
            number = self._number(lane)
            self._unasked = 0 if number or not code else self._unasked + 1
            if code and number:
                self._speak_for(lane, number, code)
            self._fork(lane)
        for child in self._lane_of:
            os.kill(child, signal.SIGKILL)

    def _fork(self, lane: int) -> None:
        self._note(lane, 0)
        child = os.fork()
        if child:
            self._lane_of[child] = lane
            return
        code = 1
        try:
            for other, lane_of_other in enumerate(self._lanes):
                if other != lane:
                    lane_of_other.close()
            code = serve(self._lanes[lane], self._jobs, self._reset, partial(self._note, lane))
        finally:
            os._exit(code)

    def _number(self, lane: int) -> int:
        number: int = _NUMBER.unpack_from(self._numbers, lane * _NUMBER.size)[0]
        return number

    def _note(self, lane: int, number: int) -> None:
        _NUMBER.pack_into(self._numbers, lane * _NUMBER.size, number)

    def _speak_for(self, lane: int, number: int, code: int) -> None:
        """The verdict about a child that couldn't give one. The caller may be gone: then nobody needs it."""
        if -code in _OUT_OF_TIME:
            checked = Checked("time", False, "", _OUT_OF_TIME[signal.Signals(-code)])
        elif code == EXHAUSTED:
            checked = Checked("memory", False, "", "used up its memory")
        else:
            how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
            checked = Checked("died", False, "", f"the process ended by {how}")
        try:
            # The newline ends what the child may have half written.
            self._lanes[lane].sendall(b"\n" + answer_line(number, checked))
        except OSError:
            return
