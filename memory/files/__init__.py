"""Files that people read and edit: the run folder, spec and plan as YAML, projections of the store."""
