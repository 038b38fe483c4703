"""What is measured. Each module writes one JSON file with machine, versions, seeds and every raw run."""
