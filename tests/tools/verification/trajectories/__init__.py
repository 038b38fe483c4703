"""Trajectories that exist, checked."""
