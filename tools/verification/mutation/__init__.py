"""Mutants of programs: whether tests would notice."""
