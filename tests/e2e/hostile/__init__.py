"""Input that is wrong, or means harm."""
