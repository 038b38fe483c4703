"""What the tools of verification cost and how often they are right."""
