"""Tests of agent/roles/."""
