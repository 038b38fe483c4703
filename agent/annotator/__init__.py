"""The annotator: what label and what concept a text has, from the text alone."""
