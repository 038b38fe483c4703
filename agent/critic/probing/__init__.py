"""Rows of known truth: drawn, spoilt, planted among those that checks read."""
