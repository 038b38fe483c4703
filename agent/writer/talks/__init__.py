"""Dialogues by scripts: planned, held turn by turn by two roles or written at once, checked."""
