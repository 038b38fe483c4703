"""What is remembered: spec, concept tree, store, journal, ledger, trace, run folder. The lowest floor."""
