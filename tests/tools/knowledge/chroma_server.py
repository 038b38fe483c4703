"""Real servers on loopback for the tests: Chroma, and whatever else is a program that listens."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """Its address, for as long as the context is open."""
    chroma = str(Path(sys.executable).with_name("chroma"))
    with listening(chroma, "run", "--path", str(folder), "--host", "127.0.0.1", "--port") as url:
        yield url


@contextmanager
def listening(*command: str) -> Iterator[str]:
    """The address of a program whose last argument is a port, for as long as the context is open."""
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        port = here.getsockname()[1]
    running = subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, running)
        yield url
    finally:
        running.terminate()
        running.wait(10)


def _wait(url: str, running: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    with httpx.Client(trust_env=False, timeout=1) as asking:
        while time.monotonic() < until and running.poll() is None:
            try:
                asking.get(url)
                return
            except httpx.HTTPError:
                time.sleep(0.05)  # waits for another process, and ends as soon as it is there
    raise RuntimeError("the server did not start")
