"""Questions about documents whose answers are spans of them, made without a model.

`make` is the door. Structure comes first: tables, key–value lines and sentences of a few certain forms become
questions; other sentences with one value become clozes; whatever could be answered differently elsewhere in
the documents is refused. English only.
"""
