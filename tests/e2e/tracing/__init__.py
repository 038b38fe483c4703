"""The trace of real builds: whole, true to the store, sent to whoever collects it."""
