"""Export: a run's rows in the formats that other programs read."""
