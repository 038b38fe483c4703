"""How the roles work together: the order in which they act, and nothing else."""
