"""Builds that nobody looks at: detached from the terminal, and whoever is away told."""
