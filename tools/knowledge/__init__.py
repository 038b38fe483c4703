"""Documents in, passages and citations out; nothing here needs a language model."""
