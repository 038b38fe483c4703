"""One library of checks: a way to verify by name, each in a file of its own; the list is `catalogue.py`."""
