"""A second reading of mathematics problems: English in, number out. It knows nothing of how they are made."""
