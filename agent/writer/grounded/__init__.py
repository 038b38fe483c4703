"""Writers of rows that are made of documents, a file per kind of row and form.

Questions (`questions`, `several_places`, `joined_questions`, `unanswerable`, `near_miss_questions`), free
text held against its passage (`grounded_text`), search queries (`pairs`, `written_pairs`), claims
(`labelled`, `reworded`), entities and relations (`extraction`, `paragraphs`). `passage_choice` and `spread`
choose what a row is made from; the rest are the checks that they share.
"""
