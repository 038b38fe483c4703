"""A program started from a process that has its modules loaded: a fork instead of an exec.

It takes a fifth of the time. `Warm` is `subprocess.Popen` of `python -m MODULE …`: a process of its own with
its pipes, environment, folder and signals. For `seedbed` two servers with different hash seeds take turns, so
that a run and its resumption differ in the order of sets, as they do for users. All workers of a test run
share the servers. Starting for real: `tests/packaging`.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_SOURCE = ROOT / "src"
PROGRAM, SIMULATOR, ANSWERED = "seedbed", "tests.simulator.launch", "tests.answered"
_SEEDS = {PROGRAM: ("1", "2"), SIMULATOR: ("1",), ANSWERED: ("1",)}
_turn = count()
_BEGUN: dict[tuple[str, str], "subprocess.Popen[bytes]"] = {}
_LOADED = {
    PROGRAM: (
        *("anyio._backends._asyncio", "bs4", "chromadb", "chromadb_rust_bindings", "h11", "httpcore"),
        *("httpcore2", "json_repair", "langchain_core.tracers.context", "langchain_core.tracers.stdout"),
        *("langchain_openai", "markdown_it.presets", "openai.resources.chat.chat"),
        *("opentelemetry.exporter.otlp.proto.http.trace_exporter", "platformdirs.unix", "pycountry"),
        *("pygal", "re2", "rich.live", "rich.table", "rich.tree", "scipy.special"),
        *("sqlalchemy.dialects.sqlite", "squarify", "sympy", "threadpoolctl", "tokenizers", "truststore"),
        *("uvicorn.lifespan.on", "uvicorn.protocols.http.auto", "uvloop", "seedbed.agent.models.listing"),
        *("seedbed.app.asking", "seedbed.app.away"),
        *("seedbed.app.cli", "seedbed.app.intake", "seedbed.app.running", "seedbed.app.tracing"),
        *("seedbed.app.viewer.server", "seedbed.app.views.run", "seedbed.graphs.lifecycle"),
        *("seedbed.tools.checks.catalogue", "seedbed.tools.evaluation.audit.run"),
        *("seedbed.tools.trace.sending", "seedbed.tools.trace.spans"),
    ),
    SIMULATOR: ("tests.simulator.server", "uvloop"),
    ANSWERED: ("tests.answered.serving", "uvloop"),
}
"""What a program imports, and what that imports."""
_NUMBER = 8
"""Bytes of a process' number, and of how it ended."""
_Child = tuple[int, int]
"""Its number, and where its beginner reads that and how it ends; by the handle that tells of its end."""


class Warm(subprocess.Popen[str]):
    """A module run with the words given; not this process' child, else as any `Popen`."""

    def __init__(
        self, module: str, words: Sequence[str], cwd: Path, env: Mapping[str, str], **handles: Any
    ) -> None:
        """Starts it; its output is piped, and it has no input, unless `handles` say else."""
        pipe = subprocess.PIPE
        piped = {"stdin": subprocess.DEVNULL, "stdout": pipe, "stderr": pipe, **handles}
        self._module = module
        super().__init__(list(words), text=True, cwd=cwd, env=env, **piped)

    def _execute_child(self, args: list[str], *rest: Any) -> None:
        cwd, env, handles = rest[4], rest[5], rest[9:15]
        said, told = os.pipe()
        request = json.dumps({"words": args, "cwd": str(cwd), "env": dict(env)}).encode()
        seeds = _SEEDS[self._module]
        server = _server(self._module, seeds[next(_turn) % len(seeds)])
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
def _server(module: str, seed: str) -> socket.socket:
    """To the server of a module with this hash seed, which all processes of a test run share.

    Whoever asks first begins it; it ends when the last of them has ended.
    """
    shared = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    place = f"\0seedbed-{shared}-{module}-{seed}"
    here = socket.socket(socket.AF_UNIX)
    while here.connect_ex(place):
        if (module, seed) not in _BEGUN:
            _BEGUN[module, seed] = _begin(module, seed, place[1:])
        time.sleep(0.01)
    here.recv(1)  # it has loaded
    atexit.register(here.close)
    return here


def _begin(module: str, seed: str, place: str) -> "subprocess.Popen[bytes]":
    """Starts a server; one that comes second ends at once."""
    mine = {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{_SOURCE}{os.pathsep}{ROOT}"}
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
    begun = subprocess.Popen(
        [sys.executable, "-m", "tests.warm", module, place],
        stdin=subprocess.DEVNULL,
        env={**os.environ, **one_thread, **mine},
        cwd=ROOT,
    )
    begun.returncode = 0  # nobody waits for it
    return begun


# in the server ----------------------------------------------------------------------------------------


def _listen(place: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(f"\0{place}")
    except OSError:
        os._exit(0)  # another was quicker
    listener.listen()
    return listener


def _serve(listener: socket.socket) -> None:
    """Forks for each request; returns, in the child, once the program is to run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for pytest
    asking: list[socket.socket] = []
    running: dict[int, _Child] = {}
    while True:
        waiting: list[socket.socket | int] = [listener, *asking, *running]
        for asked in select.select(waiting, [], [])[0]:
            if isinstance(asked, int):
                _told_end(asked, *running.pop(asked))
            elif asked is listener:
                asking += _admitted(listener)
            elif not (size := int.from_bytes(asked.recv(_NUMBER, socket.MSG_WAITALL), "big")):
                asking.remove(asked)
                asked.close()
                if not asking:
                    os._exit(0)
            elif _forked(asked, size, running):
                for one in (listener, *asking):
                    one.close()
                return


def _admitted(listener: socket.socket) -> list[socket.socket]:
    """Whoever knocks, if it is a process of the same user."""
    one, _ = listener.accept()
    of = struct.unpack("3i", one.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    if of[1] != os.getuid():
        one.close()
        return []
    one.send(b"!")
    return [one]


def _forked(asked: socket.socket, size: int, running: dict[int, _Child]) -> bool:
    """Whether this is the process that was asked for; in the server, it runs from now on."""
    first, handles, _, _ = socket.recv_fds(asked, 1, 4)
    request = json.loads(first + asked.recv(size - 1, socket.MSG_WAITALL))
    child = os.fork()
    if child == 0:
        for place, (_, told) in running.items():
            os.close(place)
            os.close(told)
        _become(request, handles)
        return True
    running[os.pidfd_open(child)] = child, handles[3]
    _tell(handles[3], child)
    for handle in handles[:3]:
        os.close(handle)
    return False


def _told_end(place: int, child: int, told: int) -> None:
    """A child has ended: tells how."""
    _tell(told, os.waitpid(child, 0)[1])
    os.close(place)
    os.close(told)


def _tell(told: int, number: int) -> None:
    with suppress(BrokenPipeError):  # whoever began it may have ended
        os.write(told, number.to_bytes(_NUMBER, "big"))


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
    sys.argv[2:] = request["words"]


def _run(module: str) -> None:
    """Run the module to the end of its process; what the server has loaded isn't taken down first."""
    code: Any = 1
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ending:
        code = ending.code or 0
        assert isinstance(code, int)
    except BaseException:  # noqa: BLE001  # as the interpreter does
        sys.excepthook(*sys.exc_info())
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _load(module: str) -> None:
    """Import, and read what every run reads."""
    gc.disable()
    for name in _LOADED[module]:
        importlib.import_module(name)
    if module == PROGRAM:
        _read()
    assert len(os.listdir("/proc/self/task")) == 1, "a fork would lose threads"
    gc.freeze()  # a collection in a fork would copy every page
    gc.enable()


def _read() -> None:
    from pydantic import BaseModel

    from seedbed.agent import prompting
    from seedbed.agent.models.chat import certificates
    from seedbed.agent.recipes.load import gallery
    from seedbed.app.viewer.pages import frame
    from seedbed.memory.languages import language_code
    from seedbed.tools import languages
    from seedbed.tools.evaluation.report import card
    from seedbed.tools.evaluation.report import html as report_html
    from seedbed.tools.knowledge.search import embedder

    certificates()
    gallery()
    languages.codes()
    language_code("English")
    for name in prompting.prompt_hashes():
        prompting._load(name)
    reports = "seedbed.tools.evaluation"
    report_html.environment(reports, card.markdown, autoescape=False).get_template("card.md.j2")
    report_html.environment(reports).get_template("report.html.j2")
    for name in frame._templates().list_templates():
        frame._templates().get_template(name)
    embedder._model()
    models = [BaseModel]
    for model in models:
        models += model.__subclasses__()
        if model.__module__.startswith("seedbed."):
            model.model_rebuild()


if __name__ == "__main__":
    door = _listen(sys.argv[2])
    _load(sys.argv[1])
    _serve(door)
    _run(sys.argv.pop(1))
