"""Tests of `agent/writer`."""
