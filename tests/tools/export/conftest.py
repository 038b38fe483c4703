"""A run to export."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seedbed.memory.files.run_folder import open_for_reading
from seedbed.memory.store.sql import SqlStore
from tests.runs import make_run


@pytest.fixture(scope="session")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("runs") / "run").path


@pytest.fixture
def store(run_path: Path) -> Iterator[SqlStore]:
    store = open_for_reading(run_path).open_store()
    yield store
    store.close()
