"""Fixtures around the simulated endpoint; import them where pytest looks for fixtures."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.simulator.launch import Running, simulator

Start = Callable[..., Running]


@pytest.fixture
def simulated() -> Iterator[Start]:
    """Starts simulated endpoints with options of their own; all end with the test."""
    with ExitStack() as stack:

        def start(**options: Any) -> Running:
            return stack.enter_context(simulator(**options))

        yield start


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Running]:
    """One strong endpoint for a module's tests."""
    with simulator() as running:
        yield running
