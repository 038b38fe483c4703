"""Checks by a reader who sees the text alone: labels, levels, concepts, sentences of a rubric."""
