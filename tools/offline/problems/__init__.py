"""Word problems by programs: `families.yaml` has the families, `library` draws, answers and words them."""
