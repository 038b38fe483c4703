"""The disk: files written whole, or read at places; and whether an error says that disk, memory or open files
take no more."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from shlex import quote
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import FileLock

_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
_SAID = ("disk is full", "disk i/o error", "readonly database")
_NO_MEMORY = ("failed to map segment from shared object", "Cannot allocate memory")

PART = ".tmp"
"""How a file's name ends until it is whole."""
STORE, NOTE = "run.sqlite", "store.json"
"""A run's store in its folder, or the note of where else it lies."""


def cache_folder() -> Path:
    """Where weights, exam results and the language model are kept: `SEEDBED_CACHE`, else the user's cache."""
    if own := os.environ.get("SEEDBED_CACHE"):
        return Path(own).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("seedbed"))


def own_folder() -> Path:
    """Where a person's own settings lie."""
    import platformdirs

    return Path(platformdirs.user_config_dir("seedbed"))


def locked_folder(prefix: str) -> "tuple[Path, FileLock]":
    """A temporary folder and its lock, for whoever removes the one and releases the other; those of this user
    by the same prefix whose process was killed are removed."""
    from filelock import FileLock, Timeout

    made = Path(tempfile.mkdtemp(prefix=f".{prefix}"))
    lock = FileLock(made / ".lock", thread_local=False)
    lock.acquire()
    for left in made.parent.glob(f"{prefix}*/.lock"):
        with suppress(OSError, Timeout):
            if left.parent.lstat().st_uid == made.stat().st_uid:
                with FileLock(left, timeout=0):
                    shutil.rmtree(left.parent, ignore_errors=True)
    return made.rename(made.with_name(made.name[1:])), lock  # now that others see that it is locked


def typed(path: Path) -> str:
    """A path as it is typed into a shell, for commands that messages tell."""
    return quote(str(path))


def holds_run(folder: Path) -> bool:
    """Whether a folder is that of a run."""
    return os.path.isfile(folder / STORE) or os.path.isfile(folder / NOTE)


def walk(
    root: Path, failed: Callable[[OSError], None] | None = None
) -> Iterator[tuple[Path, list[str], list[str]]]:
    """As `os.walk`, but not into folders of runs. `failed`: told why a folder can't be listed."""
    for folder, folders, files in os.walk(root, onerror=failed):
        if holds_run(here := Path(folder)):
            folders.clear()
        else:
            yield here, folders, files


AGAIN = ", then give the command again"
"""After what `machine_fault` says, where nothing has begun that could be resumed."""


def machine_fault(error: BaseException) -> str:
    """What an error, or what caused it, says about disk, memory or open files, with what to do; empty:
    nothing."""
    if isinstance(error, MemoryError) or any(said in str(error) for said in _NO_MEMORY):
        return "there is no memory left: see to some (`ulimit -v`), or ask for less with --max-concurrent"
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return "no further file can be opened: raise `ulimit -n`, or ask for less with --max-concurrent"
    why = _disk_fault(error)
    return why and f"the disk can't be written ({why}): see to room and rights there"


def _disk_fault(error: BaseException) -> str:
    """What an error, or what caused it, says about the disk, in words; empty: nothing."""
    cause: BaseException | None = error
    seen: list[BaseException] = []
    while cause is not None and cause not in seen:
        if isinstance(cause, OSError) and cause.errno in _ERRNOS:
            return str(cause.strerror).lower() + (f": {cause.filename}" if cause.filename else "")
        if type(cause).__module__ == "sqlite3" and any(word in str(cause).lower() for word in _SAID):
            return str(cause)
        if getattr(cause, "sqlstate", "") == "53100":
            return f"of the database's server: {cause}"
        seen.append(cause)
        cause = cause.__cause__
    return ""


def write_atomic(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write a file whole or not at all; text as UTF-8, of any length if it comes piece by piece."""
    part = path.with_name(f".{path.name}.{token_hex(4)}{PART}")
    try:
        with part.open("xb") as file:
            for piece in [content] if isinstance(content, str | bytes) else content:
                file.write(piece.encode() if isinstance(piece, str) else piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def reader(path: Path) -> Callable[[int, int], bytes]:
    """Reads so many bytes of a file from a place on, also from several threads and from forks of this process
    at once. Of a file mapped into memory each look would bring 64 KB, and they stay. It is never closed."""
    file, lock = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), Lock()

    def read(size: int, start: int) -> bytes:
        if hasattr(os, "pread"):  # where it lies is each call's own
            return os.pread(file, size, start)
        with lock:  # Windows, where nothing forks
            os.lseek(file, start, os.SEEK_SET)
            return os.read(file, size)

    return read
