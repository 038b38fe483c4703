"""The researcher: what the sources say, with places."""
