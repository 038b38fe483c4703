"""A run that waits for approval, built once a module at the simulated endpoint."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import seedbed as api
from tests.simulator.fixtures import endpoint as server
from tests.simulator.launch import Running

__all__ = ["PART", "made", "server"]

REQUEST = "24 messages to a hotel, labels: angry, calm"
PART = "rows"


@pytest.fixture(scope="module")
def made(server: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The run; tests copy it. The environment names the endpoint."""
    folder = tmp_path_factory.mktemp("approval")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.setenv("SEEDBED_BASE_URL", server.base_url)
        patch.setenv("SEEDBED_MODEL", "sim-strong")
        api.build(REQUEST, out=folder / "run", approved=False, skip_exam=True).close()
        yield folder / "run"
