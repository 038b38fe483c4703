"""A student of the dataset, and what it gets wrong of real rows."""
