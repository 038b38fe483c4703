"""The example world."""

from pathlib import Path

import pytest

from seedbed.tools.world.calculator import calculated
from seedbed.tools.world.world import World
from seedbed.tools.world.world_file import read_world

SCENARIO = Path(__file__).resolve().parents[4] / "scenarios" / "tool_use" / "world.yaml"


@pytest.fixture(scope="session")
def hire() -> World:
    """A bike hire that bears every kind."""
    return read_world(SCENARIO, {"calculate": calculated})
