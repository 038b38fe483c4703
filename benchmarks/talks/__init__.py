"""Measurements of talks that are built: dialogues and trajectories with tools."""
