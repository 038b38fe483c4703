"""Both databases: what holds of a store holds in each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seedbed.memory.files.disk import NOTE
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.postgres.place import place_of
from seedbed.memory.store.sql import SqlStore


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A path for `open_store`: a file that isn't there, or a note of a schema that isn't."""
    if request.param == "sqlite":
        return tmp_path / "run.sqlite"
    url = request.getfixturevalue("server").url()
    note = tmp_path / NOTE
    note.write_text(place_of(url, tmp_path).note)
    return note


@pytest.fixture
def store(where: Path) -> Iterator[SqlStore]:
    opened = open_store(where, hold=True)
    yield opened
    opened.close()
