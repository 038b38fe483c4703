"""Shows whether a sandbox holds: opens doors on this side, runs `doors` inside, and looks who came through.

It believes nobody's name for a thing: a runner holds here and now, or it doesn't. It does not know how to
mend one that doesn't.
"""

import hashlib
import json
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from seedbed.tools.verification.sandbox.doors import SOCKETS
from seedbed.tools.verification.sandbox.running import Sandbox

ALLOWED = ("HOME", "TMPDIR", "LANG")
"""The names that a program may find in its environment."""
SECONDS = 10.0
"""Most time for all doors together."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a probe showed."""

    open: tuple[str, ...]
    """The doors that stand open, or why nothing could be shown; empty when all are shut."""
    layers: tuple[str, ...]
    """What the process reported as shut off from inside."""


def probe(sandbox: Sandbox) -> Shown:
    """Tries every door from inside `sandbox`. Raises Missing where the runner can't be had."""
    with outside(alone=bool(sandbox.filter) and sandbox.executable is None) as (told, came):
        program = files("seedbed.tools.verification.sandbox").joinpath("doors.py").read_text("utf-8")
        # The text of the tests is ours; repr of JSON is a literal that holds whatever the paths hold.
        tests = f"import json\nassert not (found := open_doors(json.loads({json.dumps(told)!r}))), found"
        ran = sandbox.run(program, tests, seconds=SECONDS)
        through = came()
    if ran.state == "passed" and not through:
        return Shown((), ran.layers)
    return Shown(((ran.detail,) if ran.state != "passed" else ()) + through, ran.layers)


@contextmanager
def outside(alone: bool = True) -> Iterator[tuple[dict[str, Any], Any]]:
    """Listeners and canaries on this side: what to tell the one inside, and a function that says who came.

    Raises OSError where not even a listener on this machine's own address can be opened.
    """
    with ExitStack() as stack:
        beside = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="seedbed-probe-")))
        listeners = _listeners(stack, beside)
        canaries = [_canary(stack, beside)]
        home = _home()
        if home is not None and os.access(home, os.W_OK):
            canaries.append(_canary(stack, home))
        folders = {str(beside), tempfile.gettempdir(), "/dev/shm", "/var/tmp", os.getcwd()}
        folders |= {str(home)} if home is not None else set()
        told = {
            "listeners": [(kind, address) for kind, address, _ in listeners],
            "canaries": [(str(path), text) for path, text in canaries],
            "folders": sorted(folder for folder in folders if os.path.isdir(folder)),
            "lists": [(str(home), _names(home))] if home is not None else [],
            "parent": os.getpid(),
            "environ": hashlib.sha256(_environ()).hexdigest(),
            "allowed": ALLOWED,
            "alone": alone,
        }

        def came() -> tuple[str, ...]:
            return tuple(f"network {kind}" for kind, _, listener in listeners if _visited(listener))

        yield told, came


def _listeners(stack: ExitStack, beside: Path) -> list[tuple[str, Any, socket.socket]]:
    token = secrets.token_hex(8)
    places: dict[str, Any] = {
        "tcp4": ("127.0.0.1", 0),
        "tcp6": ("::1", 0),
        "udp4": ("127.0.0.1", 0),
        "unix": str(beside / "socket"),
        "abstract": f"\0seedbed-probe-{token}",
        "datagram": str(beside / "datagrams"),
    }
    listeners = []
    for kind, place in places.items():
        family, sort = SOCKETS[kind]
        try:
            listener = stack.enter_context(socket.socket(family, sort))
            listener.bind(place)
        except OSError:
            if kind == "tcp4":
                raise
            continue  # this machine hasn't that kind (no IPv6, for one): nothing to reach
        if sort == socket.SOCK_STREAM:
            listener.listen()
        listener.setblocking(False)
        listeners.append((kind, place if family == socket.AF_UNIX else listener.getsockname()[:2], listener))
    return listeners


def _visited(listener: socket.socket) -> bool:
    try:
        if listener.type == socket.SOCK_STREAM:
            listener.accept()[0].close()
        else:
            listener.recv(16)
    except BlockingIOError:
        return False
    return True


def _home() -> Path | None:
    """The user's home; None where there is none."""
    try:
        home = Path.home()
    except RuntimeError:  # neither HOME nor an entry for the user
        return None
    return home if home.is_dir() else None


def _names(home: Path) -> list[str]:
    """Some of what lies in the home, but not what leads to Python, which may lie there."""
    ours = Path(os.path.realpath(sys.base_prefix))
    try:
        return sorted(entry.name for entry in home.resolve().iterdir() if entry not in ours.parents)[:50]
    except OSError:
        return []


def _canary(stack: ExitStack, folder: Path) -> tuple[Path, str]:
    text = secrets.token_hex(16)
    number, path = tempfile.mkstemp(prefix=".seedbed-probe-", dir=folder)
    stack.callback(os.unlink, path)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(text)
    return Path(path), text


def _environ() -> bytes:
    try:
        return Path("/proc/self/environ").read_bytes()
    except OSError:
        return secrets.token_bytes(16)  # no such door here
