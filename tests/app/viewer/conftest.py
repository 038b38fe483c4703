"""The viewer's pages on a run that is made by hand, asked without a socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from seedbed.app.viewer.runs import ViewedRun, viewed
from seedbed.app.viewer.server import application
from seedbed.memory.exact.canonical import digest_text
from tests.runs import SOURCE, make_run


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ViewedRun]:
    """A run of three parts with rejected and failed candidates, hostile words and a source."""
    folder = make_run(tmp_path_factory.mktemp("viewed") / "a run")
    store = folder.open_store(write=True)
    sha = digest_text(SOURCE)
    about = {"path": "handbook.md", "name": "handbook.md", "sha256": sha, "original_sha256": sha, "title": ""}
    store.set_meta("sources", [about])
    asked = store.meta("spec")
    assert asked is not None
    kept = {"every one with its label": ["field label"], "in rhyme": ["not kept: nothing looks at it"]}
    asked["parts"][0]["clauses"] = kept | {"with an order number": ["field order"]}
    store.set_meta("spec", asked)
    store.close()
    run = viewed([Path(folder.path)])["a run"]
    yield run
    run.index.close()


@pytest.fixture(scope="session")
def pages(made: ViewedRun) -> Iterator[TestClient]:
    with TestClient(application({made.name: made})) as client:
        while not made.index.whole:
            made._fill()
        yield client
