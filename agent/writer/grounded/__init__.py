"""Writers of rows that are made of documents by structure alone, a file per kind of row.

Questions (`questions`, `several_places`, `unanswerable`), search queries (`pairs`), claims (`labelled`),
entities and relations (`extraction`), talks (`cited_dialogues`). `spread` chooses what a row is made from,
`cited_places` cites it.
"""
