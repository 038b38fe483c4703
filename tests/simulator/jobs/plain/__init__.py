"""Answers to what names no job: any question, any schema, the beginning of a text."""
