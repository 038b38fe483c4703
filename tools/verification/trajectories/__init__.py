"""Talks and tool-use trajectories that exist: what of them can be compared exactly."""
