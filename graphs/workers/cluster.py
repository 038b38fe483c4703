"""Ray (extra `ray`): where it is, and a cluster of its own on this machine, which ends with the build.

Nothing of Ray is loaded before workers are wanted. It says nothing at the terminal and nothing to its makers,
has no dashboard, and the cluster on this machine listens on loopback alone, to whoever knows its token."""

import asyncio
import logging
import os
import re
import secrets
import shutil
import signal
import socket
import threading
import warnings
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import locked_folder

_PLACE = re.compile(r"ray:local:([1-9]\d{0,2})|(ray://[^\s/]+:\d+)")
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
}
_HERE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token", "RAY_worker_niceness": "0"}
"""The first is Ray's only word for a cluster that binds to loopback, on Linux, too. By the last, workers
don't yield to whatever else runs."""
_PLAIN = {"RAY_USE_UVLOOP": "0"}
"""Workers use asyncio's own loop."""
_REACHED = 5.0
"""Seconds in which a cluster's head takes a connection."""
_STORE = 80_000_000
"""Bytes of Ray's object store: what goes between the processes is small."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where workers are."""

    local: int
    """So many in a cluster of their own on this machine; 0: at the address."""
    address: str
    """Of the cluster's head, for Ray's client."""


def place(words: str) -> Place:
    """Where `--workers` says that they are. Raises UserFault: it says no place, or Ray isn't installed."""
    if (found := _PLACE.fullmatch(words)) is None:
        next_step = "write ray:local:4 (so many on this machine) or ray://HOST:PORT (a cluster's head)"
        raise UserFault(f"{words!r} is no place for workers", where="--workers", next_step=next_step)
    if find_spec("ray") is None:
        step = "pip install 'seedbed[ray]', or leave --workers out"
        raise UserFault("Ray isn't installed", where="--workers", next_step=step)
    return Place(int(found[1] or 0), found[2] or "")


def see_reached(where: Place) -> None:
    """See that somebody listens at the address of a cluster's head. Raises UserFault: nobody does."""
    try:
        if at := urlsplit(where.address) if where.address else None:
            socket.create_connection((at.hostname or "", at.port or 0), _REACHED).close()
    except (OSError, ValueError) as error:
        raise _fault(where, str(error)) from error


@asynccontextmanager
async def connected(where: Place, *, far: bool) -> AsyncIterator[Any]:
    """The module `ray`, connected; a cluster on this machine is gone afterwards. `far`: whether the run's
    store may go away: the clock of a worker's loop stands still meanwhile, which uvloop's can't. Raises
    UserFault: it can't be started or reached."""
    folder, lock = locked_folder("seedbed-ray-") if where.local else (Path(), None)
    mine = {
        **_QUIET,
        **(_PLAIN if far else {}),
        **({**_HERE, "RAY_AUTH_TOKEN": _token()} if where.local else {}),
    }
    before = {name: os.environ.get(name) for name in mine}
    os.environ.update(mine)
    logging.getLogger("ray").setLevel(logging.CRITICAL)
    logging.getLogger("ray.util.client.logsclient").addHandler(logging.NullHandler())  # passes nothing on
    # A thread that lives as long: Ray's processes end with the thread that started them (that is how they are
    # gone even where this process is killed), and off the main one it leaves SIGTERM to us.
    with ThreadPoolExecutor(1) as thread:
        loop = asyncio.get_running_loop()
        try:
            ray = await loop.run_in_executor(thread, _connect, where, str(folder), _PLAIN if far else {})
            _hear_sigterm()
            yield ray
        finally:
            await asyncio.shield(loop.run_in_executor(thread, _disconnect))
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                lock.release()
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def _hear_sigterm() -> None:
    """SIGTERM is ours again: Ray takes it for a crash, which it traces, and aborts the process 3 s later."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGTERM))


@cache
def _token() -> str:
    """What the clusters of this process ask of who connects: Ray goes by the first one that it has seen."""
    return secrets.token_hex(32)


def _connect(where: Place, folder: str, environment: dict[str, str]) -> Any:
    import ray

    here = {
        "address": "local",
        "num_cpus": where.local,
        "num_gpus": 0,
        "include_dashboard": False,
        "object_store_memory": _STORE,
        "_node_ip_address": "127.0.0.1",
        "_temp_dir": folder,
    }
    there = {"address": where.address, "runtime_env": {"env_vars": environment}}
    try:
        with warnings.catch_warnings(action="ignore"):
            ray.init(**(here if where.local else there), log_to_driver=False, logging_level=logging.CRITICAL)
    except Exception as error:  # what Ray raises has no common kind
        said = " ".join(str(error).split())[:300] or type(error).__name__
        raise _fault(where, said) from error
    # What its listener has to say of a dead worker goes to stdout, and no setting of Ray keeps it from that.
    ray._private.worker.print_to_stdstream = lambda *_, **__: None
    return ray


def _fault(where: Place, said: str) -> UserFault:
    step = "see to memory and open files of this machine, or leave --workers out"
    if where.address:
        step = "see whether the cluster's head is up and has Ray's client server"
    at = where.address or "ray:local"
    return UserFault(f"Ray can't be had: {said}", where=f"--workers {at}", next_step=step)


def _disconnect() -> None:
    import ray

    ray.shutdown()
