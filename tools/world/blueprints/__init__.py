"""Blueprints of tool use: drawn from a world and executed in it before anybody speaks.

`drawing.draw_blueprint` and `drawing.kinds_of` are the door, `validation.fault` executes a blueprint again.
Prabhakar et al. 2025 (APIGen-MT), section 3: first a checked task with its calls and what they lead to, then
the conversation.
"""
