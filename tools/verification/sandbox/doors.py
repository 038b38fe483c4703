"""Tries every door of a sandbox from inside: executed there as a program, and on its own to see doors open.

`open_doors(told)` gives the names of the doors that it came through. `told` says what must not be reached:
`canaries` (path to text), `folders` (not to be written), `parent` (process id), `environ` (SHA-256 of the
parent's environment); and whether the process must be `alone`, without others. It knows nothing of how the
process was shut off."""

import ctypes
import hashlib
import os
import socket
from pathlib import Path
from typing import Any

ENVIRONMENT = {"HOME", "TMPDIR", "LANG"}
"""The names that a program may find in its environment."""


def open_doors(told: dict[str, Any]) -> list[str]:
    """The names of the doors that stand open; empty when all are shut."""
    parent = told["parent"]
    doors: dict[str, Any] = {
        "network tcp": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "network udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "network unix": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
        "an environment": lambda: set(os.environ) - ENVIRONMENT,
        "the parent's environment": lambda: finds(told["environ"]),
        "signals to the parent": lambda: os.kill(parent, 0),
        # PTRACE_SEIZE: doesn't stop the parent, and ends with this process.
        "the parent's memory": lambda: ctypes.CDLL(None).ptrace(0x4206, parent, None, None) == 0,
        "new processes": lambda: told["alone"] and forks(),
    }
    for path, text in told["canaries"].items():
        folder, name = os.path.split(path)
        doors[f"reading {path}"] = lambda path=path, text=text: Path(path).read_text() == text
        doors[f"changing {path}"] = lambda path=path: os.utime(path)
        doors[f"listing {folder}"] = lambda folder=folder, name=name: name in os.listdir(folder)
    for folder in told["folders"]:
        doors[f"writing in {folder}"] = lambda folder=folder: writes(folder)
    return [name for name, door in doors.items() if stands_open(door)]


def stands_open(door: Any) -> bool:
    """Whether one comes through: it raises nothing, and gives nothing or something true."""
    try:
        found = door()
        return found is None or bool(found)
    except (OSError, ValueError):
        return False


def writes(folder: str) -> bool:
    """Whether a file can be made there."""
    path = os.path.join(folder, f"seedbed-probe-door-{os.getpid()}")
    with open(path, "x"):
        os.unlink(path)
    return True


def finds(digest: str) -> bool:
    """Whether any process's environment is the one of this digest."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() == digest:
                    return True
        except OSError:
            continue
    return False


def forks() -> bool:
    """Whether a process can be started."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True
