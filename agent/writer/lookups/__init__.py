"""Talks in which the assistant calls real tools: a search of the documents, the calculator."""
