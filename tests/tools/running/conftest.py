"""What needs the sandbox is skipped, with the reason, where programs can't be run."""

import pytest

from seedbed.tools.running.languages import missing


@pytest.fixture(scope="session")
def python() -> None:
    """Python and SQLite can be run here."""
    if why := missing("python"):
        pytest.skip(why)


@pytest.fixture(scope="session")
def bash(python: None) -> None:
    """Commands can be run here."""
    if why := missing("bash"):
        pytest.skip(why)
