"""Claims of a text, each checked against evidence by comparison of words: no model, no network."""
