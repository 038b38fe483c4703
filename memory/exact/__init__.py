"""What must come out the same everywhere: canonical JSON, random draws, rounding."""
