"""Tests of agent/offline/."""
