"""Rows of the offline sources, made and checked without a capable model (docs/recipes.md)."""
