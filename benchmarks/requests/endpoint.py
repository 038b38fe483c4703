"""The endpoint that gives recorded answers, for as long as a benchmark needs it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def recorded(cassettes: Sequence[Path], live: str) -> Iterator[str]:
    """The base URL of a live endpoint, or of one that replays cassettes."""
    if live:
        yield live
        return
    command = [
        sys.executable,
        "-m",
        "tests.answered",
        "replay",
        *map(str, cassettes),
        "--by-order",
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield str(json.loads(server.stdout.readline())["base_url"])
        finally:
            server.terminate()
