"""Answers to a recipe's prompts: its steps, its readers, judges and solvers, its planner."""
