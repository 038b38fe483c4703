"""Dialogues and tool-use trajectories that exist, checked turn by turn without a model.

`read.read_trajectory` reads one in the shapes in which people have them; `check.check_trajectory` is the
door. English; what a talk is about isn't known here, nor whether its goal was reached.
"""
