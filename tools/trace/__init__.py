"""The trace of a run, read from its store: one tree of spans from the request to each row.

`vocabulary.py` says what a span is, `spans.py` what to ask for. Nothing is written a second time."""
