"""Builds by recipes: every one that is shipped, each kind of step, faults of those that people write."""
