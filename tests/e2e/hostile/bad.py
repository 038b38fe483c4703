"""What the tests of bad input and of bad runs share: endpoint, the program in an empty folder, a run that was
stopped, a small disk, one check."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.e2e.inside import Inside, is_clean, seedbed
from tests.e2e.runs import MESSAGES
from tests.simulator.fixtures import endpoint
from tests.simulator.launch import Running

__all__ = ["endpoint"]

TEXTS = "12 customer messages of a bike-rental firm by intent (refund, booking, damage)"
SUMS = "10 word problems on discounts"
SPEC: dict[str, Any] = {**{key: MESSAGES[key] for key in ("topic", "recipe")}, "rows": 12, "look_ahead": 8}
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(endpoint: Running, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The program in an empty folder with an empty HOME, at the simulated endpoint."""
    monkeypatch.chdir(tmp_path)
    settings = {"HOME": str(tmp_path), "SEEDBED_CACHE": str(cache), **endpoint.settings}

    def go(*words: object, **env: str) -> Result:
        return seedbed(*words, env={**settings, **env})

    return go


def check(result: Result, code: int, *said: str) -> None:
    """Its exit code, and one line for people that says so much."""
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    assert isinstance(result.exception, SystemExit | None)
    for words in said:
        assert words in result.stderr, result.stderr
    assert is_clean(result.stdout, result.stderr)
    assert "Traceback" not in result.stderr


@pytest.fixture(scope="module")
def stopped(endpoint: Running, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with some of its rows."""
    program = Inside(tmp_path_factory.mktemp("stopped"), endpoint.base_url)
    program.spec(**{**SPEC, "rows": 6})
    whole = program("build", "spec.yaml", "--skip-exam", "--yes", "-o", "whole", "--json").json()
    assert whole["exit_code"] == 0
    with closing(sqlite3.connect(program.folder / "whole" / "run.sqlite")) as store:
        calls = store.execute("SELECT count(*) FROM ledger WHERE stage = 'sample'").fetchone()[0]
    done = program(
        *("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run", "--budget", f"{calls // 2}calls")
    )
    assert done.code == 3, done.err
    return program.folder / "run"


@contextmanager
def tiny_disk(path: Path, kilobytes: int) -> Iterator[Callable[[int], None]]:
    """A file system of its own; gives what enlarges it."""
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(path)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")

    def enlarge(size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}k", str(path)], check=True)

    try:
        yield enlarge
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)
