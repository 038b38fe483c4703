"""Roles: how writer, solver, judge and those who speak in a dialogue are asked."""
