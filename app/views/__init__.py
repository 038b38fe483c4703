"""What a person sees: the live view, the summary, why a row is here."""
