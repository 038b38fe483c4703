"""How one candidate is made: the sample graph, the dialogue graph, the conversation with tools."""
