"""Finding passages: by words, by meaning, both fused."""
