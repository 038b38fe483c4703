"""Jobs that do what the watch is there to see."""

import os
import socket
import subprocess
from pathlib import Path
from typing import Any

from tests.tools.verification.hostile import watched_jobs

warm = watched_jobs.warm


def _system(text: str) -> Any:
    os.system("true")


def _write(text: str) -> Any:
    Path("/tmp/never-written").write_text("x", encoding="ascii")


def _read(text: str) -> Any:
    Path("/etc/hostname").read_bytes()


def _eval(text: str) -> Any:
    eval("1+1")  # noqa: S307 - it must be caught


def _exec(text: str) -> Any:
    exec("x = 1")  # noqa: S102 - it must be caught


def _connect(text: str) -> Any:
    socket.create_connection(("127.0.0.1", 9))


def _popen(text: str) -> Any:
    subprocess.Popen(["true"])


def _harmless(text: str) -> Any:
    return True, text, ""


JOBS = {
    job.__name__.removeprefix("_"): watched_jobs._watched(job)
    for job in (_system, _write, _read, _eval, _exec, _connect, _popen, _harmless)
}
