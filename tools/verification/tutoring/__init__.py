"""Lessons about a problem of the library: what the student gets wrong, and what a talk about it may say."""
