"""The program started from a process that has its modules loaded: a fork instead of an exec.

It takes half the time. `Warm` is `subprocess.Popen` of `python -m seedbed …`: a process of its own with its
pipes, environment, folder and signals. Two servers with different hash seeds take turns, so that a run and
its resumption differ in the order of sets, as they do for users. Starting for real: `tests/packaging`.
"""

import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_SOURCE = ROOT / "src"
_SEEDS = ("1", "2")
_turn = count()
_LOADED = (
    *("chromadb", "datasketch", "jinja2", "langchain_openai", "rich.live", "rich.table", "rich.tree"),
    *("scipy.special", "sympy", "tokenizers"),
    *("seedbed.app.api", "seedbed.app.intake", "seedbed.graphs.lifecycle", "seedbed.tools.evaluation.audit"),
)
"""What commands import, and what that imports."""
_NUMBER = 8
"""Bytes of a process' number, and of how it ended."""


class Warm(subprocess.Popen[str]):
    """`seedbed` with the words given; not this process' child, else as any `Popen`."""

    def __init__(self, words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
        """Starts it; its output is piped."""
        pipe = subprocess.PIPE
        super().__init__(
            list(words), stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True, cwd=cwd, env=env
        )

    def _execute_child(self, args: list[str], *rest: Any) -> None:
        cwd, env, handles = rest[4], rest[5], rest[9:15]
        said, told = os.pipe()
        request = json.dumps({"words": args, "cwd": str(cwd), "env": dict(env)}).encode()
        server, _ = _server(_SEEDS[next(_turn) % len(_SEEDS)])
        server.sendall(len(request).to_bytes(_NUMBER, "big"))
        socket.send_fds(server, [request[:1]], [handles[0], handles[3], handles[5], told])
        server.sendall(request[1:])
        os.close(told)
        self._said = os.fdopen(said, "rb", buffering=0)
        self.pid = int.from_bytes(self._said.read(_NUMBER), "big")
        self._close_pipe_fds(*handles)  # type: ignore[attr-defined]

    def _internal_poll(self, *_: Any, **__: Any) -> int | None:
        return self._ended(0)

    def _wait(self, timeout: float | None) -> int:
        if self._ended(timeout) is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        assert isinstance(self.returncode, int)
        return self.returncode

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._said], [], [], timeout)[0]:
            self.returncode = os.waitstatus_to_exitcode(int.from_bytes(self._said.read(_NUMBER), "big"))
            self._said.close()
        return self.returncode


@cache
def _server(seed: str) -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
    """A server with this hash seed, begun when it is first asked; it ends with this process."""
    here, there = socket.socketpair()
    mine = {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{_SOURCE}{os.pathsep}{ROOT}"}
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    words, handle = [sys.executable, "-m", "tests.e2e.warm"], there.fileno()
    with there:
        process = subprocess.Popen(
            [*words, str(handle)],
            pass_fds=[handle],
            stdin=subprocess.DEVNULL,
            env={**os.environ, **one_thread, **mine},
            cwd=ROOT,
        )
    here.recv(1)  # it has loaded
    return here, process


# in the server ----------------------------------------------------------------------------------------


def _serve(asked: socket.socket) -> None:
    """Forks for each request; returns, in the child, once the program is to run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for pytest
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    asked.send(b"!")
    while size := int.from_bytes(asked.recv(_NUMBER, socket.MSG_WAITALL), "big"):
        first, handles, _, _ = socket.recv_fds(asked, 1, 4)
        request = json.loads(first + asked.recv(size - 1, socket.MSG_WAITALL))
        if os.fork() == 0:
            asked.close()
            if _guarded(handles[3]):
                _become(request, handles)
                return
            os._exit(0)
        for handle in handles:
            os.close(handle)
    os._exit(0)


def _guarded(told: int) -> bool:
    """Whether this is the program's process; the other one waits for it and tells how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        return True
    with suppress(BrokenPipeError):  # whoever began it may have ended
        os.write(told, child.to_bytes(_NUMBER, "big"))
        os.write(told, os.waitpid(child, 0)[1].to_bytes(_NUMBER, "big"))
    return False


def _become(request: Mapping[str, Any], handles: Sequence[int]) -> None:
    """Takes on folder, environment, pipes and signals of a new process."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, handle in enumerate(handles[:3]):
        os.dup2(handle, number)
    for handle in handles:
        os.close(handle)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    sys.path[:] = [request["cwd"], *sys.path[1:]]
    sys.argv[1:] = request["words"]


def _load() -> None:
    """Import."""
    for name in _LOADED:
        importlib.import_module(name)
    assert len(os.listdir("/proc/self/task")) == 1, "a fork would lose threads"


if __name__ == "__main__":
    _load()
    _serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module("seedbed", run_name="__main__", alter_sys=True)
