"""Tests, in folders that mirror those of the program."""
