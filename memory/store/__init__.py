"""The run's store: journal, ledger, briefs, candidates, seats, events. It is the product's memory.

`protocol.py` says what a store does, `tables.py` what it holds, `sql.py` is the one that runs on SQL."""
