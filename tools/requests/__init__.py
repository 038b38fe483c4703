"""What a plain request says whatever reads it: numbers, paths, budget, language."""
