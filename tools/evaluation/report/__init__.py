"""What a run delivered, as people and programs read it: report, card, rows."""
