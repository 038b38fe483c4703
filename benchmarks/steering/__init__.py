"""Steering: what the closed loop of critic and planner is worth, and whether its figures are right."""
