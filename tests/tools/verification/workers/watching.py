"""What tests see of processes: who is alive, and waiting until something is so."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest


def children(process: int) -> list[int]:
    """The children of a process."""
    said = Path(f"/proc/{process}/task/{process}/children")
    if not said.exists():
        pytest.skip("no /proc here to find the children in")
    return [int(child) for child in said.read_text().split()]


def alive(group: int) -> bool:
    """Whether a process of the group runs; one that nobody has reaped yet doesn't."""
    found = subprocess.run(["ps", "-e", "-o", "pgid=,stat="], capture_output=True, text=True, check=True)
    lines = [line.split() for line in found.stdout.splitlines()]
    return any(int(line[0]) == group and not line[1].startswith("Z") for line in lines)


def until(reached: Callable[[], bool], seconds: float = 20) -> None:
    """Wait; fails when it never becomes so."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.01)
