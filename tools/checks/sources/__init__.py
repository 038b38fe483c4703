"""Checks against the documents: citations, ranks."""
