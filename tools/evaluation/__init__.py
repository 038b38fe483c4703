"""Evaluation: what a run delivered, in figures and for readers."""
