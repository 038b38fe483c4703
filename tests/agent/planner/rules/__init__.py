"""Tests of agent/planner/rules/."""
