"""Talks about documents that need no model: what is asked in turn, what answers it, and how both are said."""
