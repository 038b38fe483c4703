"""Answers to those who talk."""
