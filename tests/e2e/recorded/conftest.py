"""The endpoint that says again what was said, and the look-ahead of then."""

import os
from collections.abc import Iterator

import pytest

from seedbed.agent.making import picks, verifying
from seedbed.agent.planner.scheduling import ahead
from seedbed.agent.recipes import deal
from seedbed.graphs.critique import repeating, reviewing
from tests.answered_tests.running import Endpoint, endpoint
from tests.e2e.recorded.building import CASSETTES


@pytest.fixture(autouse=True)
def as_then(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """All but the newest were answered when at least 16 briefs were ordered at once, 16 candidates read, and
    by less, and when only rows of one passage were read for repeats."""
    if request.node.get_closest_marker("as_now"):
        return
    monkeypatch.setattr(ahead, "_FEWEST", 16)
    monkeypatch.setattr(ahead, "_OFTEN", 16)
    monkeypatch.setattr(reviewing, "ADVANCE", 10_000)
    monkeypatch.setattr(repeating, "_given", lambda recipe: True)


@pytest.fixture(autouse=True)
def dealt_as_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs of few seats were as even as the order of dealing left them, and the first passage of two was
    drawn, however far from all others it lay."""
    monkeypatch.setattr(deal, "_FEW", 0)
    monkeypatch.setattr(picks, "_FIRSTS", 1)


@pytest.fixture(autouse=True)
def each_check_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows a check that refuses a row is asked in vain or not, as rows were decided in time; nobody
    answered it."""
    monkeypatch.setattr(verifying, "_SELDOM", -1.0)


@pytest.fixture(scope="module")
def recorded() -> Iterator[Endpoint]:
    """It keeps nothing of what it was asked. `MOVED`: where it notes what it gave to the same order in other
    words (tests/answered/README.md)."""
    moved = ("--moved", os.environ["MOVED"]) if "MOVED" in os.environ else ()
    with endpoint("replay", *CASSETTES, *moved) as running:
        yield running
