"""What the roles use: pure functions, testable without a model. Knows nothing of roles, graphs or people."""
