"""Which brief goes out next, and what is known after each commit."""
