"""Rows produced: candidates in the making, and the committer who decides them one after the other."""
