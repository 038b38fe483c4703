"""A row as its reader sees it, and what it was made from."""
