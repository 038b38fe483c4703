"""A run to look at, and the program."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seedbed.app.cli import main
from seedbed.tools.evaluation.report.publish import publish
from tests.runs import make_run

Seedbed = Callable[..., Result]


@pytest.fixture(scope="session")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_run(tmp_path_factory.mktemp("runs") / "run")
    store = folder.open_store(write=True)
    publish(folder, store, {})
    store.close()
    return folder.path


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests, so that an endpoint sits its exam once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def seedbed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path) -> Seedbed:
    """The program in an empty folder with an empty HOME, not at a terminal."""
    from seedbed.app.console import people, results

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SEEDBED_CACHE", str(cache))
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: object) -> Result:
        people.cache_clear()  # a console keeps the stream that it was made with
        results.cache_clear()
        return CliRunner().invoke(main, [str(word) for word in words])

    return run
