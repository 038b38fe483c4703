"""Who thinks: one role a file, its prompts beside it, one door to the models. Knows nothing of graphs."""
