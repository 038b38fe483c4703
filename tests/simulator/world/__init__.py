"""The world that the simulated endpoint knows: its words, what it wrote, and what goes wrong in it."""
