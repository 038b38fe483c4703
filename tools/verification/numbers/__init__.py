"""Numbers and expressions: read, computed, compared exactly."""
