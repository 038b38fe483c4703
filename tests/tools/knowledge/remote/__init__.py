"""Tests of `tools/knowledge/remote`."""
