"""The real jobs, in a process that ends at once when Python is about to do what no check has to do.

The interpreter's own audit events say so (PEP 578): they can't be gone around by Python code.
"""

import os
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from seedbed.tools.verification.workers import jobs

CAUGHT = 99
"""Exit code of a worker that was about to run, write or connect."""
_NEVER = (
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.putenv",
    "os.remove",
    "os.rename",
    "os.spawn",
    "os.startfile",
    "os.system",
    "pickle.find_class",
    "pty.spawn",
    "shutil.",
    "socket.",
    "subprocess.Popen",
    "urllib.Request",
    "builtins.input",
    "cpython.run_",
    "code.__new__",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
JOBS = {}


def warm() -> None:
    """As the real jobs do, and then the watch begins."""
    jobs.warm()
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    if (
        event.startswith(_NEVER)
        or (event == "open" and _forbidden(*arguments))
        or (event == "exec" and _from_text(arguments[0].co_filename, sys._getframe(1)))
    ):
        os._exit(CAUGHT)


def _forbidden(path: Any, mode: Any, flags: int) -> bool:
    """Writing, and reading anything but Python's own modules."""
    return bool(flags & _WRITING) or not str(path).startswith((sys.prefix, sys.base_prefix, *sys.path))


def _from_text(filename: str, frame: FrameType) -> bool:
    """Code that comes from no file: what eval and exec make.

    One module of sympy unrolls its loops so, from the number of unknowns alone; another writes the constants
    of its own table of integrals as texts.
    """
    made = filename.startswith("<") and not filename.startswith("<frozen")
    return made and not any(map(_is_sympys_own, _callers(frame)))


def _callers(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _is_sympys_own(frame: FrameType) -> bool:
    code = frame.f_code
    return code.co_filename.endswith("sympy/polys/monomials.py") or code.co_name == "_create_lookup_table"


_watching: list[bool] = []


def _watched(job: Any) -> Any:
    def run(*texts: str) -> tuple[bool, str, str]:
        _watching.append(True)
        try:
            return job(*texts)  # type: ignore[no-any-return]  # a Job
        finally:
            _watching.clear()

    return run


JOBS.update({name: _watched(job) for name, job in jobs.JOBS.items()})
