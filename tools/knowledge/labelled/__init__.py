"""Claims with their labels, made from documents without a model: supported, refuted, not enough information.

`make` is the door, `decide` tells from a claim, its statement and the cited words whether the label holds.
English only.
"""
