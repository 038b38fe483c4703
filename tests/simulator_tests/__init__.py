"""The simulated endpoint keeps its promises (design.md §5), seen through a real port by the openai client."""
