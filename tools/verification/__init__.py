"""What can be verified without a model: expressions, answers, annotations, rows, programs, calls of tools."""
