"""Checks that run something: calculations, programs, queries, calls."""
