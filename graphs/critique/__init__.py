"""A critique of a run: probes, figures, the model that reads rows together, and how it is told."""
