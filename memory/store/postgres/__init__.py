"""A run's store in PostgreSQL: where it lies (`place.py`), and a connection that outlives the server."""
