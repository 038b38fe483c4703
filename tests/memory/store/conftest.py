"""Both databases: what holds of a store holds in each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seedbed.memory.files.disk import NOTE
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.postgres.place import place_of, remember
from seedbed.memory.store.sql import SqlStore


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A path for `open_store`: a file that isn't there, or a note of a schema that isn't."""
    if request.param == "sqlite":
        return tmp_path / "run.sqlite"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    place, note = place_of(request.getfixturevalue("server").url(), tmp_path), tmp_path / NOTE
    remember(place)
    note.write_text(place.note)
    return note


@pytest.fixture
def store(where: Path) -> Iterator[SqlStore]:
    opened = open_store(where, hold=True)
    yield opened
    opened.close()
