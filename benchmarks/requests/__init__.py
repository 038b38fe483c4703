"""Everyday requests through reading, clauses and recipe: what is refused, what is kept, what a reader calls
right."""
