"""Programs of recipes: run in the sandbox, compared, changed. It doesn't know what they are for."""
