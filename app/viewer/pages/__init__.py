"""Pages of the viewer: one file a subject, each with its routes."""
