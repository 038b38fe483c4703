"""Tests of running programs of rows: real runs in the sandbox, hostile programs, databases, variants."""
