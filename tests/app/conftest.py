"""A run to look at, and the program."""

import io
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from rich.console import Console

from seedbed.tools.evaluation.report.publish import publish
from tests.e2e import inside
from tests.runs import make_run

Seedbed = Callable[..., Result]


def pipe(width: int = 100) -> Console:
    """A console that nobody looks at; `text_of` tells what was printed."""
    return Console(file=io.StringIO(), markup=False, emoji=False, highlight=False, width=width)


def text_of(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def printed(*pieces: object, width: int = 80) -> str:
    """Pieces as a terminal would show them."""
    console = pipe(width)
    for piece in pieces:
        console.print(piece)
    return text_of(console)


@pytest.fixture(scope="session")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_run(tmp_path_factory.mktemp("runs") / "run")
    store = folder.open_store(write=True)
    publish(folder, store, {})
    store.close()
    return folder.path


@pytest.fixture
def copy(run_path: Path, tmp_path: Path) -> Path:
    """A run of one's own: 9 of 11 rows, at rest."""
    return Path(shutil.copytree(run_path, tmp_path / "copy"))


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests, so that an endpoint sits its exam once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def seedbed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path) -> Seedbed:
    """The program in an empty folder with an empty HOME, not at a terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SEEDBED_CACHE", str(cache))
    return partial(inside.seedbed, env={"COLUMNS": "80"})
