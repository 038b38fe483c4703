"""Recipes: the files as shipped, and how one becomes steps and checks."""
