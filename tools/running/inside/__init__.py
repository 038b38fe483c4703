"""Texts of programs executed inside the sandbox; never imported by seedbed. Standard library only."""
