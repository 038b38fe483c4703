"""Rows that a model wrote and another judged blind, built again from what they said (`tests/cassettes`)."""
