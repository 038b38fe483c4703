"""Tests of what the simulated endpoint answers to the prompts of recipes."""
