"""The audit: files, store and evidence of a run against each other."""
