"""Tries every door of a sandbox from inside: executed there as a program, and on its own to see doors open.

`open_doors(told)` gives the names of the doors that it came through. `told` says where things are that must
not be reached: `listeners` (kind, address), `canaries` (path, text), `lists` (folder, names that must not be
found in it), `folders` (not to be written), `parent` (process id), `environ` (SHA-256 of the parent's
environment), `allowed` (names in the environment), `alone` (whether it must not start processes: a container
bounds them itself and ends them all). It knows nothing of how the process was shut off.
"""

import ctypes
import hashlib
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

SOCKETS = {
    "tcp4": (socket.AF_INET, socket.SOCK_STREAM),
    "tcp6": (socket.AF_INET6, socket.SOCK_STREAM),
    "udp4": (socket.AF_INET, socket.SOCK_DGRAM),
    "unix": (socket.AF_UNIX, socket.SOCK_STREAM),
    "abstract": (socket.AF_UNIX, socket.SOCK_STREAM),
    "datagram": (socket.AF_UNIX, socket.SOCK_DGRAM),
}
"""The kinds of listeners: family and type of a socket to each."""


def open_doors(told: dict[str, Any]) -> list[str]:
    """The names of the doors that stand open; empty when all are shut."""
    return [name for name, attempt, arguments in _attempts(told) if _came_through(attempt, *arguments)]


def _came_through(attempt: Callable[..., bool], *arguments: Any) -> bool:
    try:
        return attempt(*arguments)
    except (OSError, ValueError):
        return False


def _attempts(told: dict[str, Any]) -> Iterator[tuple[str, Callable[..., bool], tuple[Any, ...]]]:
    for kind, address in told["listeners"]:
        yield f"network {kind}", _connects, (kind, address)
    for path, text in told["canaries"]:
        yield f"reading {path}", _reads, (path, text)
        yield f"changing {path}", _changes, (path,)
    for folder, names in told["lists"]:
        yield f"listing {folder}", _lists, (folder, names)
    for folder in told["folders"]:
        yield f"writing in {folder}", _writes, (folder,)
    yield "the parent's environment", _finds, (told["environ"],)
    yield "an environment", _has_more_than, (told["allowed"],)
    yield "signals to the parent", _signals, (told["parent"],)
    yield "the parent's memory", _peeks, (told["parent"],)
    if told["alone"]:
        yield "new processes", _forks, ()


def _connects(kind: str, address: str | list[Any]) -> bool:
    family, sort = SOCKETS[kind]
    with socket.socket(family, sort) as attempt:
        attempt.settimeout(2)
        attempt.connect(tuple(address) if isinstance(address, list) else address)
        attempt.send(b"here")
    return sort == socket.SOCK_STREAM  # whether a datagram arrived, only the listener knows


def _reads(path: str, text: str) -> bool:
    with open(path, encoding="utf-8") as file:
        return file.read() == text


def _lists(folder: str, names: list[str]) -> bool:
    return not set(names).isdisjoint(os.listdir(folder))


def _changes(path: str) -> bool:
    os.utime(path)  # of a file that the parent made for this
    return True


def _writes(folder: str) -> bool:
    path = os.path.join(folder, f"seedbed-probe-door-{os.getpid()}")
    with open(path, "x", encoding="utf-8"):
        pass
    os.unlink(path)
    return True


def _finds(digest: str) -> bool:
    processes = [name for name in os.listdir("/proc") if name.isdigit()]
    return any(_came_through(_has_environ, name, digest) for name in processes)


def _has_environ(process: str, digest: str) -> bool:
    with open(f"/proc/{process}/environ", "rb") as file:
        return hashlib.sha256(file.read()).hexdigest() == digest


def _has_more_than(names: list[str]) -> bool:
    return not set(os.environ) <= set(names)


def _signals(parent: int) -> bool:
    os.kill(parent, 0)
    return True


def _peeks(parent: int) -> bool:
    # PTRACE_SEIZE: doesn't stop the parent, and ends with this process.
    return bool(ctypes.CDLL(None).ptrace(0x4206, parent, None, None) == 0)


def _forks() -> bool:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True
