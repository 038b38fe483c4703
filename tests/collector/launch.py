"""Starts the collector in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.warm import ROOT


@dataclass(frozen=True, slots=True)
class Collecting:
    """A collector that listens."""

    url: str
    out: Path

    def spans(self) -> list[dict[str, Any]]:
        """What came so far."""
        return [json.loads(line) for line in self.out.read_text(encoding="utf-8").splitlines()]


@contextmanager
def collector(out: Path, *options: str) -> Iterator[Collecting]:
    """One for the time of a block."""
    words = [sys.executable, "-m", "tests.collector", "--out", str(out), *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        yield Collecting(json.loads(process.stdout.readline())["url"], out)
    finally:
        process.kill()
        process.communicate()
