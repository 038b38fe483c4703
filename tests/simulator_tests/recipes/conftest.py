"""Fixtures of the simulated endpoint."""

from tests.simulator.fixtures import endpoint as endpoint
from tests.simulator.fixtures import simulated as simulated
