"""Tests of `agent/researcher`."""
