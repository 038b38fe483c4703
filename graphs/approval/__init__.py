"""What waits for a person, who may answer at the terminal, in the browser or from Python."""
