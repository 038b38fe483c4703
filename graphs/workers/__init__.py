"""Candidates made by other processes: Ray actors, on this machine or on many."""
