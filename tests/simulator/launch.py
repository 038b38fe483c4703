"""The simulated endpoint started from a test: `with simulator(errors=0.05) as endpoint: …`.

As a module (`python -m tests.simulator.launch …`) it is the same server, ending with the process that
started it.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.warm import ROOT, SIMULATOR, Warm


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs."""

    base_url: str
    """Ends in /v1."""
    model: str
    """The name of its own profile's model."""
    process: "subprocess.Popen[str]"

    @property
    def settings(self) -> dict[str, str]:
        """What the program finds it by, as environment."""
        named = {"SEEDBED_BASE_URL": self.base_url, "SEEDBED_MODEL": self.model}
        return {**named, "SEEDBED_API_KEY": "k"}

    def stats(self) -> dict[str, Any]:
        """`GET /stats`."""
        return self._get("/stats")

    def truth(self) -> list[dict[str, Any]]:
        """The answers of `GET /truth`."""
        answers: list[dict[str, Any]] = self._get("/truth")["answers"]
        return answers

    def _get(self, path: str) -> dict[str, Any]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.base_url.removesuffix("/v1") + path, timeout=30) as response:
            found: dict[str, Any] = json.load(response)
        return found


@contextmanager
def simulator(**options: Any) -> Iterator[Running]:
    """A server for the time of a `with` block.

    Args:
        options: those of the command line with underscores (`rate_limit=16`); True is a flag.

    Raises:
        RuntimeError: it didn't come up; the message holds what it said.
    """
    words: list[str] = []
    for name, value in {"port": 0, **options}.items():
        words += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
    with tempfile.TemporaryFile("w+") as said:
        process = Warm(SIMULATOR, words, ROOT, os.environ, stdin=subprocess.PIPE, stderr=said)
        assert process.stdout is not None
        try:
            if not (line := process.stdout.readline()):
                said.seek(0)
                raise RuntimeError(f"the simulator didn't start: {said.read().strip()}")
            yield Running(json.loads(line)["base_url"], f"sim-{options.get('profile') or 'strong'}", process)
        finally:
            process.kill()  # at once, for it keeps nothing
            process.communicate()


def _end_with_parent() -> None:
    """Ends this process when its standard input closes: its parent is gone, however it went."""

    def watch() -> None:
        os.read(sys.stdin.fileno(), 1)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    from tests.simulator.__main__ import main

    _end_with_parent()
    sys.exit(main())
