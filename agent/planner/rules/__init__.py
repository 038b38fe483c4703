"""What of a request in plain English can be read by rule: numbers, lists, paths, task words."""
