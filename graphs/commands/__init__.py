"""What people ask of a run, and what they edited in it."""
