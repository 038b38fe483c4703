"""Commands that change a run which is there."""
