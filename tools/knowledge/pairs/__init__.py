"""Retrieval pairs: queries, the passage that answers each, and passages that look like it and don't."""
