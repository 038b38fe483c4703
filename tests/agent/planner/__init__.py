"""Tests of agent/planner/."""
