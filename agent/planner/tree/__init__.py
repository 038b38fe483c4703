"""The concept tree: proposed, grown, kept distinct."""
