"""Tests of the sandbox: real runs, hostile programs, the probe, mutants."""
