"""A talk so far, and the people who may speak in it."""
