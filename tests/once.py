"""What is dear to make and only looked at: made by the first process of a test run that asks for it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder for all processes of a test run, not to be changed.

    Args:
        make: Fills the folder, which is empty.
    """
    base = factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(f"{place}.lock"):
        if not (place / "whole").exists():
            place.mkdir()
            make(place)
            (place / "whole").touch()
    return place


def copied(made: Path, to: Path) -> Path:
    """A copy of what was made once: other processes may look at it meanwhile, and what SQLite lays beside a
    store while it is read comes and goes."""
    return Path(shutil.copytree(made, to, ignore=shutil.ignore_patterns("*.sqlite-*")))
