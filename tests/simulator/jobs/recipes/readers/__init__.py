"""Jobs of those who read rows: checks, judges, solvers, breakers."""
