"""Checks of words: language, readability, figures, likeness, marked spans. No model is asked."""
