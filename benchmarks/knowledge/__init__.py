"""What the knowledge tools are worth, measured."""
