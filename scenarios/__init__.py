"""Requests to run as they stand, and recipes: data only, read through `importlib.resources`."""
