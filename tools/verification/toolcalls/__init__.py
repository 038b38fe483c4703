"""Tools as JSON schemas, and whether calls of them may be made as they stand (`check.check_call`)."""
