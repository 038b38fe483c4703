"""Before approval: recipes are tried, and revised once."""
