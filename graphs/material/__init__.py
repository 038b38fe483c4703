"""What a run prepares before its first brief: documents, index, worlds, real rows."""
