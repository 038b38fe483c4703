"""Tests of `agent/solver`."""
