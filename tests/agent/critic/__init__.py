"""Tests of `agent/critic`."""
