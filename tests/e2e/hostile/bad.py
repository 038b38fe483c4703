"""What the tests of bad input and of bad runs share: endpoint, the program in an empty folder, one check."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.e2e.inside import is_clean, seedbed
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
