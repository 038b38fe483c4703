"""Checks of a row's form: schema, lengths, counts, patterns. Free and exact."""
