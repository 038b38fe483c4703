"""Writers: one file per task."""
