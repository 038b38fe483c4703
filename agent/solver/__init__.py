"""The solver: a second way from a problem's text to its answer."""
