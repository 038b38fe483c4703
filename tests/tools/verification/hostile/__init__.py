"""Texts that mean harm: each must come to a verdict, in time, and nothing of it may run."""
