"""The knowledge graph: what the documents speak of, how they say it is related, and where they say it.

`graph.graph_of` is the door. Made by rule from structure and plain sentences, without a model; English only.
"""
