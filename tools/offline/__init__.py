"""What a build without a capable model rests on; never consulted where one is there (docs/recipes.md)."""
