"""The viewer as a process of its own, looked at over HTTP and in a real browser."""
